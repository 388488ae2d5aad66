/** The keywords of a JSON Schema that its rule is told by. */
export interface RuleSchema {
  readonly type?: unknown
  readonly enum?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly minLength?: unknown
  readonly maxLength?: unknown
  readonly minItems?: unknown
  readonly maxItems?: unknown
}

/**
 * What a schema asks of a value, for "must be " + …: `one of get, upload`, `a whole number from 1 to 9`, `text of 3 to 63
 * characters`. The messages of the gate, of the configuration and of the administration come from it, and the documents.
 * @param quote puts marks around the values of an enum
 * @returns undefined when the keywords say no more than the description does
 */
export function describeRule(schema: RuleSchema, quote: (value: unknown) => string = String): string | undefined {
  const { type, enum: values, minimum, maximum, minLength = 0, maxLength, minItems, maxItems } = schema
  if (Array.isArray(values)) return `one of ${values.map(quote).join(', ')}`
  if (type === 'integer') return `a whole number${describeRange(minimum, maximum)}`
  if (type === 'boolean') return 'true or false'
  if (type === 'array') return maxItems === undefined ? 'a list' : `a list of ${minItems ?? 0} to ${maxItems} entries`
  if (type === 'object') return 'an object'
  return maxLength === undefined ? undefined : `text of ${minLength} to ${maxLength} characters`
}

function describeRange(least: unknown, most: unknown): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` from ${least}`
  return most === undefined ? '' : ` up to ${most}`
}
