import { createHmac } from 'node:crypto'
import type { BucketAddress } from './bucket-address.ts'
import { findKeyProblem } from './naming-rules.ts'
import { PresignError } from './presign-error.ts'
import { type CannedAcl, checkAcl, checkTimes } from './presign-request.ts'
import type { CheckedOptions } from './presigner-options.ts'
import { createCredentialScopes } from './sig-v4.ts'
import { findHeaderValueProblem } from './signed-headers.ts'
import { formatAmzDate, signingAlgorithm } from './string-to-sign.ts'

/** The largest object that S3 accepts in one request: 5 GiB. S3 User Guide, "Uploading objects". */
export const maxUploadBytes = 5 * 1024 ** 3

/** The form to sign: one upload by `multipart/form-data`, within limits that S3 itself enforces. */
export interface FormRequest {
  readonly bucket: string
  /** The exact key. Use `keyPrefix` instead to append the name of the client's file to a prefix. */
  readonly key?: string
  readonly keyPrefix?: string
  /** The region of the bucket, if it differs from the presigner's. */
  readonly region?: string
  /** The lifetime of the form: a whole number of seconds from 1 to 604800. */
  readonly expiresInSeconds: number
  /** The time to sign for, in epoch milliseconds. */
  readonly signedAt: number
  /** The bounds of the file's length in bytes, both inclusive. */
  readonly minBytes?: number
  readonly maxBytes: number
  /** The exact Content-Type. With `contentTypePrefix` instead, the client adds the field, and its value must start with the prefix. */
  readonly contentType?: string
  readonly contentTypePrefix?: string
  /** A canned ACL. `private` is not sent, because it is S3's default. */
  readonly acl?: CannedAcl
  /** Further fields with exact values, such as `x-amz-meta-invoice` or `success_action_status`. */
  readonly fields?: Readonly<Record<string, string>>
}

/** A form that anyone who has it can send until it expires. */
export interface SignedForm {
  readonly url: string
  readonly method: 'POST'
  /** The fields that the client must send, in this order. The file follows as the last field. */
  readonly fields: Readonly<Record<string, string>>
  /** When the form expires, in epoch milliseconds, exactly as stated in its policy. */
  readonly expiresAt: number
}

/** A condition of a policy: a field and its value, or an operator with its operands. */
type Condition = Readonly<Record<string, string>> | readonly (string | number)[]

/** Fields that the caller cannot set directly: those with an option of their own, and those of the signature. */
const reservedFields =
  /^(key|bucket|acl|content-type|policy|signature|awsaccesskeyid|file|submit|x-amz-(acl|algorithm|credential|date|signature|security-token))$/

/** S3 replaces this text by the name of the client's file. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation, which goes into the form unchanged
const fileNameVariable = '${filename}'

/**
 * Makes the function that signs forms: a POST policy with Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html), or with Version 2 if the options say so
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/UsingHTTPPOST.html).
 *
 * The returned function throws a `PresignError`, as `presign` does, with `invalid_form` for options that only forms have.
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
      // The key has its own condition, because with a prefix the field's value differs from the condition's.
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

/** Collects the request's fields, with the key first, and the conditions that are not a field's exact value. */
function collectFields(request: FormRequest): { fields: Record<string, string>; conditions: Condition[] } {
  const { contentType, contentTypePrefix } = request
  const { keyField, keyCondition } = checkKey(request)
  const conditions: Condition[] = [keyCondition, ['content-length-range', ...checkBounds(request)]]
  const fields: Record<string, string> = { key: keyField }
  const acl = checkAcl({ ...request, method: 'POST' })
  if (acl !== undefined) fields.acl = acl
  if (contentType !== undefined && contentTypePrefix !== undefined) {
    throw new PresignError('invalid_form', 'Pass `contentType` or `contentTypePrefix`, not both')
  }
  if (contentType !== undefined) fields['Content-Type'] = checkValue('contentType', contentType)
  if (contentTypePrefix !== undefined) {
    conditions.push(['starts-with', '$Content-Type', checkValue('contentTypePrefix', contentTypePrefix)])
  }
  for (const [name, value] of Object.entries(request.fields ?? {})) {
    if (!/^[A-Za-z0-9_-]+$/.test(name) || reservedFields.test(name.toLowerCase())) {
      throw new PresignError(
        'invalid_form',
        'A name in `fields` is not allowed: key, ACL, Content-Type and the signature have options of their own or are set automatically',
      )
    }
    fields[name] = checkValue(`The field "${name}"`, value)
  }
  return { fields, conditions }
}

function checkKey({ key, keyPrefix }: FormRequest): { keyField: string; keyCondition: Condition } {
  if ((key === undefined) === (keyPrefix === undefined)) {
    throw new PresignError('invalid_form', 'Pass either `key`, or `keyPrefix` to append the name of the client’s file')
  }
  const name = key === undefined ? 'keyPrefix' : 'key'
  const text = key ?? keyPrefix ?? ''
  // A prefix is valid if a key can start with it.
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
      `\`minBytes\` and \`maxBytes\` must be whole numbers from 0 to ${maxUploadBytes}, and \`minBytes\` must not exceed \`maxBytes\``,
    )
  }
  return [minBytes, maxBytes]
}

function isByteCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maxUploadBytes
}

/** Applies the rule for header values, because S3 turns fields into headers. */
function checkValue(name: string, value: string): string {
  const problem = value === '' ? 'must not be empty' : findHeaderValueProblem(value)
  if (problem !== undefined) throw new PresignError('invalid_form', `${name} ${problem}`)
  return value
}

function encodePolicy(expiresAt: number, conditions: readonly Condition[]): string {
  const expiration = new Date(expiresAt).toISOString().replace('.000Z', 'Z')
  return Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
}
