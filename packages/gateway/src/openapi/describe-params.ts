import { describeRule } from '../core/schema-problems.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import { type JsonSchema, publishSchema } from '../operations/published-schema.ts'

/** A parameter as the pages for people and agents describe it. */
export interface DescribedParam {
  readonly name: string
  readonly isRequired: boolean
  readonly place: 'path' | 'query' | 'body'
  readonly description: string
  /** ``one of `get`, `upload` `` or `a whole number from 1 to 604800`. */
  readonly rule: string
  /** As it is written in a query; undefined when there is none. */
  readonly defaultText: string | undefined
}

/** Describes the parameters of an operation in words. */
export function describeParams(operation: Operation): DescribedParam[] {
  const { properties, required = [] } = publishSchema(mergeInput(operation))
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    place: findPlace(operation, name),
    description: String(schema.description ?? ''),
    rule: toRule(name, schema),
    defaultText: schema.default === undefined ? undefined : String(schema.default),
  }))
}

function findPlace({ input }: Operation, name: string): DescribedParam['place'] {
  if (Object.hasOwn(input.path?.properties ?? {}, name)) return 'path'
  return Object.hasOwn(input.body?.properties ?? {}, name) ? 'body' : 'query'
}

function toRule(name: string, schema: JsonSchema): string {
  if (schema.patternProperties !== undefined) return `texts by name, each as \`${name}[…]=…\``
  const rule = describeRule(schema, (value) => `\`${value}\``) ?? 'text'
  return schema.pattern === undefined ? rule : `${rule}, matching \`${schema.pattern}\``
}
