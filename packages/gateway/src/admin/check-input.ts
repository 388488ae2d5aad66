import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { describeRule, type RuleSchema } from '../core/describe-rule.ts'
import { findNearest } from '../core/nearest.ts'

/** The keywords of a field's schema that its messages are made from. */
interface FieldSchema extends RuleSchema {
  readonly description?: string
  readonly items?: FieldSchema
  /** The rule in words, after the field's name, where no keyword says it. */
  readonly 'x-rule'?: string
}

/**
 * Makes the check of an act's input. The schema is compiled at the first use.
 * @returns a function that gives the input without its undefined fields, or throws AppError `invalid_request` with every
 * problem. No message repeats a secret, or a name that is no plain word
 */
export function compileInputCheck<Input extends TObject>(schema: Input): (input: unknown) => Static<Input> {
  let validator: ReturnType<typeof Compile> | undefined
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw createInputError([{ parameter: '', message: 'The input must be an object' }])
    }
    const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const problems = listUnknown(fields, schema)
    validator ??= Compile(schema)
    if (!validator.Check(fields)) problems.push(...listProblems(validator.Errors(fields)[1], schema))
    if (problems.length > 0) throw createInputError(problems)
    return fields as Static<Input>
  }
}

/** The error of an input with these problems: AppError `invalid_request`. */
export function createInputError(details: readonly ErrorDetail[]): AppError {
  return new AppError('invalid_request', { details })
}

/** The error of one field that is wrong beside the others. @param rule after the field's name: "must be…" */
export function createFieldError(parameter: string, rule: string): AppError {
  return createInputError([{ parameter, message: `\`${parameter}\` ${rule}` }])
}

/**
 * Checks one value against the schema of its field, for those who ask for fields one after another.
 * @returns what is wrong, after the field's name: "must be…"; undefined when nothing is
 */
export function findFieldProblem(schema: TSchema, value: unknown): string | undefined {
  const [error] = Compile(schema).Errors(value)[1]
  return error === undefined ? undefined : toRule(error, schema as FieldSchema)
}

interface ValidationError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

function listUnknown(fields: object, { properties }: TObject): ErrorDetail[] {
  const known = Object.keys(properties)
  return Object.keys(fields)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => {
      const nearest = findNearest(name, known)
      const cure = nearest === undefined ? `the fields are ${known.join(', ')}` : `did you mean \`${nearest}\`?`
      if (!/^\w{1,40}$/.test(name))
        return { parameter: '', message: `A field with an unusual name is not known; ${cure}` }
      return { parameter: name, message: `\`${name}\` is not known; ${cure}` }
    })
}

/** One problem for each place: `region`, `allow[2]`. */
function listProblems(errors: readonly ValidationError[], { properties }: TObject): ErrorDetail[] {
  const details = new Map<string, ErrorDetail>()
  for (const error of errors) {
    if (error.keyword === 'required') {
      for (const name of (error.params as { requiredProperties: string[] }).requiredProperties) {
        const { description } = properties[name] as FieldSchema
        details.set(name, { parameter: name, message: `\`${name}\` is required: ${lowerFirst(description)}` })
      }
      continue
    }
    const [, name = '', index] = error.instancePath.split('/')
    const parameter = index === undefined ? name : `${name}[${index}]`
    const field = properties[name] as FieldSchema
    const rule = toRule(error, index === undefined ? field : (field.items ?? {}))
    if (!details.has(parameter)) details.set(parameter, { parameter, message: `\`${parameter}\` ${rule}` })
  }
  return [...details.values()]
}

const typeNames: Readonly<Record<string, string>> = { string: 'text', array: 'a list', boolean: 'true or false' }

function toRule({ keyword, message }: ValidationError, schema: FieldSchema): string {
  if (keyword === '~refine') return message
  if (schema['x-rule'] !== undefined) return schema['x-rule']
  const rule = describeRule(schema)
  if (rule !== undefined) return `must be ${rule}`
  const type = typeNames[String(schema.type)]
  return `${type === undefined ? message : `must be ${type}`}: ${lowerFirst(schema.description)}`
}

function lowerFirst(text = ''): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
