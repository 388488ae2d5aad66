import type { FormField } from './curl-command.ts'
import { readV2, readV4, type V2Signature, type V4Signature } from './signed-url.ts'

/** A condition of a policy: `["eq", "$key", "a.txt"]`, `["content-length-range", 0, 100]`. */
export interface PolicyCondition {
  readonly operator: 'eq' | 'starts-with' | 'content-length-range'
  /** In lowercase; empty for a length. */
  readonly field: string
  readonly value: string
  readonly least: number
  readonly most: number
}

/** A form as it was sent (POST Object). https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
export interface PostForm {
  /** The base64 text as it is written: this text is signed. */
  readonly policy: string
  readonly signature: V4Signature | V2Signature | undefined
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined
  /** Undefined when the policy cannot be read. */
  readonly conditions: readonly PolicyCondition[] | undefined
  /** The fields before the file, by lowercase name. */
  readonly fields: ReadonlyMap<string, string>
  /** Names of the fields after the file, in lowercase. */
  readonly behindFile: readonly string[]
  readonly hasFile: boolean
}

/** Reads the fields of a form; undefined when it has neither a policy nor a signature. */
export function readPostForm(fields: readonly FormField[]): PostForm | undefined {
  const file = fields.findIndex(({ name, value }) => value === undefined || name.toLowerCase() === 'file')
  const before = file === -1 ? fields : fields.slice(0, file)
  const all = new Map(fields.map(({ name, value = '' }) => [name.toLowerCase(), value]))
  const policy = all.get('policy') ?? ''
  if (policy === '' && !all.has('x-amz-signature') && !all.has('signature')) return undefined
  const find = (name: string) => all.get(name.toLowerCase())
  const isV4 = all.has('x-amz-signature') || all.has('x-amz-credential')
  const signature = isV4 ? readV4(find) : all.has('signature') ? readV2(find) : undefined
  return {
    policy,
    signature,
    ...readPolicy(policy),
    fields: new Map(before.map(({ name, value = '' }) => [name.toLowerCase(), value])),
    behindFile: file === -1 ? [] : fields.slice(file + 1).map(({ name }) => name.toLowerCase()),
    hasFile: file !== -1,
  }
}

function readPolicy(policy: string): Pick<PostForm, 'expiresAt' | 'conditions'> {
  try {
    const { expiration, conditions } = JSON.parse(Buffer.from(policy, 'base64').toString()) as Record<string, unknown>
    const expiresAt = Date.parse(String(expiration))
    const list = Array.isArray(conditions) ? conditions.slice(0, 200) : []
    return { expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt, conditions: list.flatMap(readCondition) }
  } catch {
    return { expiresAt: undefined, conditions: undefined }
  }
}

function readCondition(condition: unknown): PolicyCondition[] {
  const none = { least: 0, most: 0 }
  if (Array.isArray(condition)) {
    const [operator, first, second] = condition as readonly unknown[]
    const name = String(operator).toLowerCase()
    if (name === 'content-length-range') {
      return [{ operator: name, field: '', value: '', least: Number(first), most: Number(second) }]
    }
    if (name !== 'eq' && name !== 'starts-with') return []
    return [{ ...none, operator: name, field: String(first).replace(/^\$/, '').toLowerCase(), value: String(second) }]
  }
  if (typeof condition !== 'object' || condition === null) return []
  return Object.entries(condition).map(([field, value]) => ({
    ...none,
    operator: 'eq' as const,
    field: field.toLowerCase(),
    value: String(value),
  }))
}
