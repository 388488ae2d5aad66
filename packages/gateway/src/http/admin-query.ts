import type { TObject } from 'typebox'
import { createInputError } from '../admin/check-input.ts'
import type { ErrorDetail } from '../core/app-error.ts'
import type { Query } from './query-string.ts'

/** The part of a field's schema that decides how its text is converted. */
interface FieldSchema {
  readonly type?: string
  readonly items?: FieldSchema
}

/**
 * Reads the fields of an act from a query, with the types that JSON has: `limit=50` is a number, and a repeated name is a list. An
 * empty optional field counts as absent.
 * @throws AppError `invalid_request` when a name that is not a list occurs twice
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

/** Converts a text to the type of its field. A text that cannot be converted stays a text, and the act reports what it must be. */
function convert(text: string, { type }: FieldSchema = {}): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
