import { type Static, Type } from 'typebox'
import type { Access } from '../core/access.ts'
import { formatTime } from '../core/format-time.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import type { OperationContext, OperationOutput } from './operation.ts'
import { publishBounds } from './published-schema.ts'

/** The result of the three signed-url operations. */
export const signedUrlResult = Type.Object({
  signedUrl: Type.String({ description: 'The presigned URL; send the request straight to it' }),
  expiresAt: Type.String({ format: 'date-time', description: 'When the URL ends' }),
  bucket: Type.String({ description: 'The bucket, as it was asked for' }),
  key: Type.String({ description: 'The key as it was signed' }),
  method: Type.String({
    description: 'HTTP method that the URL is signed for',
    ...publishBounds({ enum: ['GET', 'PUT'] }),
  }),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'Headers that the client must send exactly so; other headers, such as Content-Type, are free',
  }),
  warnings: Type.Optional(
    Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
  ),
})

/** The parameters that the signed-url operations have in common, in wire names. */
interface ObjectParams {
  readonly bucket: string
  readonly key_name: string
  readonly expires_in?: number | undefined
  readonly credential?: string | undefined
}

/** What a download touches. */
export function toDownload({ bucket, key_name, expires_in, credential }: ObjectParams): Access {
  return { action: 'download', bucket, key: key_name, expiresInSeconds: expires_in, credentialName: credential }
}

/** What an upload touches. */
export function toUpload(params: ObjectParams & { readonly acl?: string | undefined }): Access {
  return { ...toDownload(params), action: 'upload', acl: params.acl }
}

/** Signs a PUT for an upload, a GET for a download. @throws what `resolveAccess` throws */
export function signObject(
  [access]: readonly Access[],
  context: OperationContext,
): MaybePromise<OperationOutput<Static<typeof signedUrlResult>>> {
  if (access === undefined) throw new Error('There is no object to sign for')
  const { action, bucket, key } = access
  return andThen(context.resolveAccess(access), (resolved) => {
    const { url, expiresAt, method, headers } = resolved.sign({ method: action === 'upload' ? 'PUT' : 'GET' })
    return {
      result: { signedUrl: url, expiresAt: formatTime(expiresAt), bucket, key, method, headers },
      signings: [resolved],
      warnings: resolved.warnings,
    }
  })
}
