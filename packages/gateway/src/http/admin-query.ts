import type { TObject } from 'typebox'
import { createInputError } from '../admin/check-input.ts'
import type { ErrorDetail } from '../core/app-error.ts'
import type { Query } from './query-string.ts'

/** A field of an act as far as its text is converted. */
interface FieldSchema {
  readonly type?: string
  readonly items?: FieldSchema
}

/**
 * The fields of an act as JSON has them, from a query: `limit=50` is a number, and a list is a name that is repeated. An optional field
 * that is empty is absent.
 * @throws AppError `invalid_request` when a name that is no list is given twice
 */
export function readQueryFields(query: Query, schema: TObject): Record<string, unknown> {
  const properties = new Map(Object.entries(schema.properties as Readonly<Record<string, FieldSchema>>))
  const required: readonly string[] = schema.required ?? []
  const repeated: ErrorDetail[] = []
  const fields: [string, unknown][] = []
  for (const [name, value] of Object.entries(query)) {
    const property = properties.get(name)
    const texts = [value].flat()
    if (property?.type === 'array') fields.push([name, texts.map((text) => convert(text, property.items))])
    else if (texts.length > 1) {
      repeated.push({ parameter: name, message: `\`${name}\` is given ${texts.length} times; give it once` })
    } else if (value !== '' || property === undefined || required.includes(name)) {
      fields.push([name, convert(texts[0] ?? '', property)])
    }
  }
  if (repeated.length > 0) throw createInputError(repeated)
  return Object.fromEntries(fields)
}

/** What cannot be converted stays a text, of which the act says what it must be. */
function convert(text: string, { type }: FieldSchema = {}): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
