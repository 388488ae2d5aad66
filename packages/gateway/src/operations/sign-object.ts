import type { PresignedRequest, PresignRequest } from '@signpost/presign'
import { type Static, Type } from 'typebox'
import type { Access } from '../core/access.ts'
import type { Action } from '../core/actions.ts'
import { AppError } from '../core/app-error.ts'
import { formatTime } from '../core/format-time.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import { type DownloadParams, downloadFields, toDownloadRequest } from './download-options.ts'
import { listAskedFeatures } from './object-params.ts'
import type { OperationContext, OperationOutput, Redirection } from './operation.ts'
import { publishBounds } from './published-schema.ts'
import { addStable, findWindowStart } from './stable-window.ts'
import { toUploadHeaders, type UploadParams, uploadFields } from './upload-options.ts'

/** The result of the three signed-url operations. */
export const signedUrlResult = Type.Object({
  signedUrl: Type.String({ description: 'The presigned URL; send the request straight to it' }),
  expiresAt: Type.String({ format: 'date-time', description: 'When the URL expires' }),
  bucket: Type.String({ description: 'The bucket, as requested' }),
  key: Type.String({ description: 'The key that was signed' }),
  method: Type.String({
    description: 'HTTP method that the URL is signed for',
    ...publishBounds({ enum: ['GET', 'PUT', 'HEAD', 'DELETE'] }),
  }),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'Headers that the client must send unchanged; it may add others, such as Content-Type',
  }),
  warnings: Type.Optional(
    Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
  ),
})

/** What the URL does with the object: the value of `type`. */
export type ObjectType = 'upload' | 'get' | 'head' | 'delete'

/** The parameters of the signed-url operations, in wire names. */
export interface ObjectParams extends UploadParams, DownloadParams {
  readonly bucket: string
  readonly key_name: string
  readonly acl?: string
  readonly expires_in?: number
  readonly credential?: string
}

interface ObjectKind {
  readonly action: Action
  readonly method: PresignRequest['method']
  /** The parameters that apply to it, besides those that apply to all types. */
  readonly takes: ReadonlySet<string>
}

const { redirect: _, ...headFields } = downloadFields

const kinds: Readonly<Record<ObjectType, ObjectKind>> = {
  upload: { action: 'upload', method: 'PUT', takes: new Set(['acl', ...Object.keys(uploadFields)]) },
  get: { action: 'download', method: 'GET', takes: new Set(Object.keys(downloadFields)) },
  head: { action: 'download', method: 'HEAD', takes: new Set(Object.keys(headFields)) },
  delete: { action: 'delete', method: 'DELETE', takes: new Set(['version_id', 'request_payer']) },
}

/** Each value of `type`. */
const objectTypes = Object.keys(kinds) as ObjectType[]

/** `type`: what the URL does with the object. */
export const typeParam = Type.Enum(objectTypes, {
  default: 'get',
  description:
    '`upload` signs a PUT, `get` a GET, `head` a HEAD (whether the object exists, and how large it is), `delete` a DELETE, for which the token needs a rule that names `delete`',
})

/** The parameters that do not apply to every type, except `acl`, which is ignored where it does not apply. */
const optionNames: ReadonlySet<string> = new Set(Object.keys({ ...uploadFields, ...downloadFields }))

/**
 * The access that a signed URL needs.
 * @throws AppError `invalid_request` when a parameter does not apply to the type, or when two exclude each other
 */
export function toObjectAccess(type: ObjectType, params: ObjectParams): Access {
  checkApplies(type, params)
  const { bucket, key_name: key, expires_in, credential: credentialName } = params
  const object = { action: kinds[type].action, bucket, key, expiresInSeconds: expires_in, credentialName }
  if (type !== 'upload') {
    const features = listAskedFeatures(params)
    const { version_id: versionId, stable: stableSeconds } = params
    if (stableSeconds === undefined) return { ...object, features, versionId }
    return { ...object, features, versionId, stableSeconds, expiresInSeconds: addStable(stableSeconds, expires_in) }
  }
  const { features } = toUploadHeaders(params)
  const { acl, content_length: bytes, content_type: contentType } = params
  return { ...object, acl, features, held: { bytes, contentType } }
}

/** Refuses parameters that do not apply to the type, so that no client relies on a limit that is not signed. */
function checkApplies(type: ObjectType, params: ObjectParams): void {
  const { takes } = kinds[type]
  const isMisplaced = (name: string) => optionNames.has(name) && !takes.has(name)
  const names = Object.keys(params)
  if (!names.some(isMisplaced)) return
  const misplaced = names.filter(isMisplaced)
  const details = misplaced.map((parameter) => {
    const types = objectTypes.filter((one) => kinds[one].takes.has(parameter)).map((one) => `\`type=${one}\``)
    const instead =
      parameter === 'filename' && type === 'upload' ? '. `content_disposition` is stored with the object' : ''
    const message = `\`${parameter}\` applies to ${types.join(' and ')} only, and \`type\` is \`${type}\`${instead}`
    return { parameter, message }
  })
  throw new AppError('invalid_request', { details })
}

/**
 * Signs a request for one object.
 * @param access the result of {@link toObjectAccess}
 * @throws what `resolveAccess` throws
 */
export function signObject(
  type: ObjectType,
  params: ObjectParams,
  [access]: readonly Access[],
  context: OperationContext,
): MaybePromise<OperationOutput<Static<typeof signedUrlResult>>> {
  if (access === undefined) throw new Error('There is no object to sign for')
  const { bucket, key } = access
  return andThen(context.resolveAccess(access), (resolved) => {
    const options = type === 'upload' ? toUploadHeaders(params) : toDownloadRequest(params, resolved.credential)
    const signed = resolved.sign({ method: kinds[type].method, ...options })
    const { url, expiresAt, method, headers } = signed
    // Form builders send the default as well, which asks for nothing.
    const isAclIgnored = type !== 'upload' && params.acl !== undefined && params.acl !== 'private'
    return {
      result: { signedUrl: url, expiresAt: formatTime(expiresAt), bucket, key, method, headers },
      signings: [resolved],
      warnings: isAclIgnored ? [describeIgnoredAcl(type), ...resolved.warnings] : resolved.warnings,
      ...(params.redirect === true ? { redirection: toRedirection(signed, params.stable, context.now) } : {}),
    }
  })
}

function describeIgnoredAcl(type: ObjectType): string {
  return `\`acl\` is ignored: it applies to uploads only, and \`type\` is \`${type}\``
}

/** Makes the redirect. The client may cache it for as long as a new request would get the same one. @throws AppError `invalid_request` */
function toRedirection(signed: PresignedRequest, stableSeconds: number | undefined, now: number): Redirection {
  const { url, expiresAt, headers } = signed
  const [header] = Object.keys(headers)
  if (header !== undefined) {
    const message = `\`redirect\` cannot be used: the request to S3 needs the header ${header}, which a redirect cannot carry`
    throw new AppError('invalid_request', { details: [{ parameter: 'redirect', message }] })
  }
  if (stableSeconds === undefined) return { url, freshSeconds: 0 }
  const windowEnd = findWindowStart(now, stableSeconds) + stableSeconds * 1000
  return { url, freshSeconds: Math.floor((Math.min(windowEnd, expiresAt) - now) / 1000) }
}
