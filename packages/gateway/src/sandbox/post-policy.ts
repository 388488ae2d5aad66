import { createHmac } from 'node:crypto'
import type { BodyBounds } from './receive-body.ts'
import { putBounds } from './receive-body.ts'
import { S3Refusal } from './s3-request.ts'
import { compareSignatures, deriveV4Key, findSecret, type KeyPairs } from './verify-signature.ts'

/** The fields of a form as the policy sees them: names in lowercase, `${filename}` filled in, and `bucket` from the URL. */
export type FormFields = ReadonlyMap<string, string>

/**
 * Checks that a known key pair signed the form's policy, and that the policy allows the fields.
 * S3 API Reference, "Creating a POST policy" (SigV4), and User Guide, "Authenticating requests in browser-based uploads using POST" (SigV2).
 * @param now epoch milliseconds
 * @returns how large the file may be
 * @throws S3Refusal with AWS's code
 */
export function verifyPolicy(fields: FormFields, keyPairs: KeyPairs, now: number): BodyBounds {
  const policy = fields.get('policy')
  if (policy === undefined) throw new S3Refusal(403, 'AccessDenied', 'Access Denied')
  verifyPolicySignature(policy, fields, keyPairs)
  const { expiration, conditions } = readPolicy(policy)
  if (now > expiration) throw refuse('Policy expired.')
  let bounds = putBounds
  const named = new Set<string>()
  for (const condition of conditions) {
    if (condition.kind === 'size') {
      bounds = { minBytes: condition.minBytes, maxBytes: Math.min(condition.maxBytes, putBounds.maxBytes) }
      continue
    }
    named.add(condition.field)
    if (!fits(condition, fields.get(condition.field))) throw refuse(`Policy Condition failed: ${condition.text}`)
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !isFree(name))
  if (extra.length > 0) throw refuse(`Extra input fields: ${extra[0]}`)
  return bounds
}

function verifyPolicySignature(policy: string, fields: FormFields, keyPairs: KeyPairs): void {
  const algorithm = fields.get('x-amz-algorithm')
  if (algorithm === undefined && fields.has('awsaccesskeyid')) {
    const secret = findSecret(keyPairs, fields.get('awsaccesskeyid') ?? '')
    const expected = createHmac('sha1', secret.reveal()).update(policy).digest('base64')
    compareSignatures(fields.get('signature') ?? '', expected, { StringToSign: policy })
    return
  }
  const [, accessKeyId = '', scope = ''] =
    /^([^/]+)\/(\d{8}\/[^/]+\/s3\/aws4_request)$/.exec(fields.get('x-amz-credential') ?? '') ?? []
  const date = fields.get('x-amz-date') ?? ''
  if (
    algorithm !== 'AWS4-HMAC-SHA256' ||
    scope === '' ||
    !/^\d{8}T\d{6}Z$/.test(date) ||
    !date.startsWith(scope.slice(0, 8))
  ) {
    const message =
      'A form must be signed with x-amz-algorithm=AWS4-HMAC-SHA256, x-amz-credential, x-amz-date and x-amz-signature, or with AWSAccessKeyId and signature'
    throw new S3Refusal(400, 'InvalidArgument', message)
  }
  const key = deriveV4Key(findSecret(keyPairs, accessKeyId), scope)
  const expected = createHmac('sha256', key).update(policy).digest('hex')
  compareSignatures(fields.get('x-amz-signature') ?? '', expected, { StringToSign: policy })
}

type Condition =
  | { readonly kind: 'size'; readonly minBytes: number; readonly maxBytes: number }
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string; readonly text: string }

function readPolicy(policy: string): { readonly expiration: number; readonly conditions: readonly Condition[] } {
  let document: unknown
  try {
    document = JSON.parse(Buffer.from(policy, 'base64').toString())
  } catch {
    throw refusePolicy('Invalid JSON.')
  }
  const { expiration, conditions } = (document ?? {}) as { expiration?: unknown; conditions?: unknown }
  const time = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(time)) throw refusePolicy('Invalid or missing expiration.')
  if (!Array.isArray(conditions)) throw refusePolicy('Missing conditions.')
  return { expiration: time, conditions: conditions.flatMap(readCondition) }
}

function readCondition(condition: unknown): Condition[] {
  const text = JSON.stringify(condition)
  if (Array.isArray(condition)) {
    const [kind, second, third] = condition as unknown[]
    const name = String(kind).toLowerCase()
    if (name === 'content-length-range' && isSize(second) && isSize(third)) {
      return [{ kind: 'size', minBytes: Number(second), maxBytes: Number(third) }]
    }
    const isMatch = name === 'eq' || name === 'starts-with'
    if (isMatch && typeof second === 'string' && second.startsWith('$') && typeof third === 'string') {
      return [{ kind: name, field: second.slice(1).toLowerCase(), value: third, text }]
    }
  } else if (typeof condition === 'object' && condition !== null) {
    const entries = Object.entries(condition)
    if (entries.every(([, value]) => typeof value === 'string')) {
      return entries.map(([name, value]) => ({ kind: 'eq', field: name.toLowerCase(), value, text }))
    }
  }
  throw refusePolicy(`Invalid Condition: ${text}`)
}

function isSize(value: unknown): boolean {
  return /^\d{1,15}$/.test(String(value))
}

/** Whether a field fits a condition. A missing field fits no condition, not even an empty prefix. */
function fits({ kind, field, value }: Exclude<Condition, { kind: 'size' }>, given: string | undefined): boolean {
  if (given === undefined) return false
  if (kind === 'eq') return given === value
  // The field may list several types. Each must have the prefix.
  const values = field === 'content-type' ? given.split(',').map((one) => one.trim()) : [given]
  return values.every((one) => one.startsWith(value))
}

/** Fields that need no condition. */
function isFree(name: string): boolean {
  return ['policy', 'x-amz-signature', 'awsaccesskeyid', 'signature'].includes(name) || name.startsWith('x-ignore-')
}

function refuse(reason: string): S3Refusal {
  return new S3Refusal(403, 'AccessDenied', `Invalid according to Policy: ${reason}`)
}

function refusePolicy(reason: string): S3Refusal {
  return new S3Refusal(400, 'InvalidPolicyDocument', `Invalid Policy: ${reason}`)
}
