import { createHmac } from 'node:crypto'
import type { BucketAddress } from './bucket-address.ts'
import { findKeyProblem } from './naming-rules.ts'
import { PresignError } from './presign-error.ts'
import { type CannedAcl, checkAcl, checkTimes } from './presign-request.ts'
import type { CheckedOptions } from './presigner-options.ts'
import { createCredentialScopes } from './sig-v4.ts'
import { findHeaderValueProblem } from './signed-headers.ts'
import { formatAmzDate, signingAlgorithm } from './string-to-sign.ts'

/** The longest object that S3 takes in one request: 5 GiB. S3 User Guide, "Uploading objects". */
export const maxUploadBytes = 5 * 1024 ** 3

/** The form to sign: one upload by `multipart/form-data`, within limits that S3 itself holds. */
export interface FormRequest {
  readonly bucket: string
  /** The exact key, or with `keyPrefix` what it begins with: then the name of the client's file follows. */
  readonly key?: string
  readonly keyPrefix?: string
  /** The region of the bucket, where it differs from the presigner's. */
  readonly region?: string
  /** Lifetime of the form: a whole number of seconds from 1 to 604800. */
  readonly expiresInSeconds: number
  /** The time to sign for, in epoch milliseconds. */
  readonly signedAt: number
  /** Bounds of the file's length in bytes, both included. */
  readonly minBytes?: number
  readonly maxBytes: number
  /** The exact Content-Type, or with `contentTypePrefix` what it begins with: then the client adds the field. */
  readonly contentType?: string
  readonly contentTypePrefix?: string
  /** `private` is not sent: it is what S3 does anyway. */
  readonly acl?: CannedAcl
  /** Further fields with exact values, such as `x-amz-meta-invoice` or `success_action_status`. */
  readonly fields?: Readonly<Record<string, string>>
}

/** A form that anybody can send until it expires. */
export interface SignedForm {
  readonly url: string
  readonly method: 'POST'
  /** What the client must send, in this order, and before the file, which is the last field. */
  readonly fields: Readonly<Record<string, string>>
  /** The end of the form's life in epoch milliseconds, exactly as its policy says it. */
  readonly expiresAt: number
}

/** One condition of a policy: a field and its value, or an operator with its operands. */
type Condition = Readonly<Record<string, string>> | readonly (string | number)[]

/** Fields for what a caller says elsewhere, and those of the signature. */
const reservedFields =
  /^(key|bucket|acl|content-type|policy|signature|awsaccesskeyid|file|submit|x-amz-(acl|algorithm|credential|date|signature|security-token))$/

/** What S3 puts in the place of this is the name of the client's file. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation, which goes into the form as it is
const fileNameVariable = '${filename}'

/**
 * Makes the function that signs forms: a POST policy with Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html), or with Version 2 where the options say so
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/UsingHTTPPOST.html).
 *
 * The returned function throws a `PresignError`, as `presign` does, and `invalid_form` for what only a form has.
 */
export function createFormSigner(
  options: CheckedOptions,
  findAddress: (region: string, bucket: string) => BucketAddress,
): (request: FormRequest) => SignedForm {
  const { accessKeyId, secretAccessKey, sessionToken } = options.credentials
  const findScope = createCredentialScopes(options.credentials)
  const tokenField = sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }

  return (request) => {
    const { bucket, region = options.region, expiresInSeconds, signedAt } = request
    const address = findAddress(region, bucket)
    checkTimes(expiresInSeconds, signedAt)
    const signedAtSeconds = Math.floor(signedAt / 1000)
    const expiresAt = (signedAtSeconds + expiresInSeconds) * 1000
    const { fields, conditions } = collectFields(request)
    const encode = (signatureFields: Readonly<Record<string, string>>) => {
      // The key has a condition of its own: with a prefix its field has another value.
      const { key: _key, ...exact } = { ...fields, ...signatureFields }
      const equalities = Object.entries(exact).map(([name, value]) => ({ [name]: value }))
      return encodePolicy(expiresAt, [{ bucket }, ...conditions, ...equalities])
    }
    const form = { url: `${address.origin}${address.bucketPath}`, method: 'POST', expiresAt } as const
    if (options.signatureVersion === 'v2') {
      const policy = encode(tokenField)
      const signature = createHmac('sha1', secretAccessKey).update(policy).digest('base64')
      return { ...form, fields: { ...fields, ...tokenField, AWSAccessKeyId: accessKeyId, policy, signature } }
    }
    const scope = findScope(region, signedAtSeconds)
    const signatureFields = {
      'x-amz-algorithm': signingAlgorithm,
      'x-amz-credential': `${accessKeyId}/${scope.text}`,
      'x-amz-date': formatAmzDate(signedAtSeconds),
      ...tokenField,
    }
    const policy = encode(signatureFields)
    return { ...form, fields: { ...fields, ...signatureFields, policy, 'x-amz-signature': scope.sign(policy) } }
  }
}

/** The fields that the request asks for, the key first, and the conditions that are more than a field's exact value. */
function collectFields(request: FormRequest): { fields: Record<string, string>; conditions: Condition[] } {
  const { contentType, contentTypePrefix } = request
  const { keyField, keyCondition } = checkKey(request)
  const conditions: Condition[] = [keyCondition, ['content-length-range', ...checkBounds(request)]]
  const fields: Record<string, string> = { key: keyField }
  const acl = checkAcl({ ...request, method: 'POST' })
  if (acl !== undefined) fields.acl = acl
  if (contentType !== undefined && contentTypePrefix !== undefined) {
    throw new PresignError('invalid_form', 'Give `contentType` or `contentTypePrefix`, not both')
  }
  if (contentType !== undefined) fields['Content-Type'] = checkValue('contentType', contentType)
  if (contentTypePrefix !== undefined) {
    conditions.push(['starts-with', '$Content-Type', checkValue('contentTypePrefix', contentTypePrefix)])
  }
  for (const [name, value] of Object.entries(request.fields ?? {})) {
    if (!/^[A-Za-z0-9_-]+$/.test(name) || reservedFields.test(name.toLowerCase())) {
      throw new PresignError(
        'invalid_form',
        'A name in `fields` is not that of a field that may be given: key, ACL, Content-Type and the signature come from elsewhere',
      )
    }
    fields[name] = checkValue(`The field "${name}"`, value)
  }
  return { fields, conditions }
}

function checkKey({ key, keyPrefix }: FormRequest): { keyField: string; keyCondition: Condition } {
  if ((key === undefined) === (keyPrefix === undefined)) {
    throw new PresignError(
      'invalid_form',
      'Give `key`, or `keyPrefix` when the name of the client’s file shall follow it',
    )
  }
  const name = key === undefined ? 'keyPrefix' : 'key'
  const text = key ?? keyPrefix ?? ''
  // A prefix is good when a key can begin with it.
  const problem = text === '' ? 'must not be empty' : findKeyProblem(key === undefined ? `${text}a` : text)
  if (problem !== undefined) throw new PresignError('invalid_key', `\`${name}\` ${problem}`)
  if (text.includes(fileNameVariable)) {
    throw new PresignError(
      'invalid_key',
      `\`${name}\` must not contain ${fileNameVariable}, which S3 replaces: use \`keyPrefix\``,
    )
  }
  return key === undefined
    ? { keyField: `${text}${fileNameVariable}`, keyCondition: ['starts-with', '$key', text] }
    : { keyField: key, keyCondition: { key } }
}

function checkBounds({ minBytes = 0, maxBytes }: FormRequest): [number, number] {
  if (!isByteCount(minBytes) || !isByteCount(maxBytes) || minBytes > maxBytes) {
    throw new PresignError(
      'invalid_form',
      `\`minBytes\` and \`maxBytes\` must be whole numbers from 0 to ${maxUploadBytes}, and the first one not above the second`,
    )
  }
  return [minBytes, maxBytes]
}

function isByteCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maxUploadBytes
}

/** S3 makes headers of the fields, so their values are bound by the same rule. */
function checkValue(name: string, value: string): string {
  const problem = value === '' ? 'must not be empty' : findHeaderValueProblem(value)
  if (problem !== undefined) throw new PresignError('invalid_form', `${name} ${problem}`)
  return value
}

function encodePolicy(expiresAt: number, conditions: readonly Condition[]): string {
  const expiration = new Date(expiresAt).toISOString().replace('.000Z', 'Z')
  return Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
}
