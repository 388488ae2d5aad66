import type { Operation } from '../operations/operation.ts'
import { listPathParams } from '../operations/operation-path.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'

/** A parameter as the pages for people and agents describe it. */
export interface DescribedParam {
  readonly name: string
  readonly isRequired: boolean
  readonly isInPath: boolean
  readonly description: string
  /** `one of private, public-read` or `whole number from 1 to 604800`. */
  readonly rule: string
  /** As it is written in a query; undefined when there is none. */
  readonly defaultText: string | undefined
}

/** The parameters of an operation in words. */
export function describeParams({ params, path }: Operation): DescribedParam[] {
  const inPath = listPathParams(path)
  const { properties } = publishSchema(params)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: params.required?.includes(name) === true,
    isInPath: inPath.includes(name),
    description: String(schema.description ?? ''),
    rule: describeRule(schema),
    defaultText: schema.default === undefined ? undefined : String(schema.default),
  }))
}

function describeRule(schema: JsonSchema): string {
  const { enum: values, minimum, maximum, minLength, maxLength, pattern } = schema
  if (Array.isArray(values)) return `one of ${values.map((value) => `\`${value}\``).join(', ')}`
  if (schema.type === 'integer') return `whole number${describeRange(minimum, maximum)}`
  const length = describeRange(minLength, maxLength)
  const text = length === '' ? 'text' : `text of${length.replace(' from', '')} characters`
  return pattern === undefined ? text : `${text}, matching \`${pattern}\``
}

function describeRange(least: unknown, most: unknown): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` from ${least}`
  return most === undefined ? '' : ` up to ${most}`
}
