import { mergeInput, type Operation } from '../operations/operation.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'

/** A parameter as the pages for people and agents describe it. */
export interface DescribedParam {
  readonly name: string
  readonly isRequired: boolean
  readonly place: 'path' | 'query' | 'body'
  readonly description: string
  /** `one of private, public-read` or `whole number from 1 to 604800`. */
  readonly rule: string
  /** As it is written in a query; undefined when there is none. */
  readonly defaultText: string | undefined
}

/** The parameters of an operation in words. */
export function describeParams(operation: Operation): DescribedParam[] {
  const { properties, required = [] } = publishSchema(mergeInput(operation))
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    place: findPlace(operation, name),
    description: String(schema.description ?? ''),
    rule: describeRule(schema),
    defaultText: schema.default === undefined ? undefined : String(schema.default),
  }))
}

function findPlace({ input }: Operation, name: string): DescribedParam['place'] {
  if (Object.hasOwn(input.path?.properties ?? {}, name)) return 'path'
  return Object.hasOwn(input.body?.properties ?? {}, name) ? 'body' : 'query'
}

function describeRule(schema: JsonSchema): string {
  const { enum: values, minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema
  if (Array.isArray(values)) return `one of ${values.map((value) => `\`${value}\``).join(', ')}`
  if (schema.type === 'integer') return `whole number${describeRange(minimum, maximum)}`
  if (schema.type === 'boolean') return '`true` or `false`'
  if (schema.type === 'array') return `list of${describeRange(minItems, maxItems).replace(' from', '')} entries`
  if (schema.type === 'object') return 'object'
  const length = describeRange(minLength, maxLength)
  const text = length === '' ? 'text' : `text of${length.replace(' from', '')} characters`
  return pattern === undefined ? text : `${text}, matching \`${pattern}\``
}

function describeRange(least: unknown, most: unknown): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` from ${least}`
  return most === undefined ? '' : ` up to ${most}`
}
