import type { Static, TObject, TSchema } from 'typebox'
import { Check, Errors } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { suggestName } from '../core/nearest.ts'
import { listSchemaProblems, toRule, type ValueSchema } from '../core/schema-problems.ts'

/**
 * Makes the check of an act's input. The schema is not compiled: that takes as long as hundreds of checks, and most processes check
 * one input of an act.
 * @param listMore lists the problems of fields that depend on each other
 * @returns a function that returns the input without its undefined fields, or throws AppError `invalid_request` with every
 * problem. No message repeats a secret, or a field name that is not a plain word
 */
export function createInputCheck<Input extends TObject>(
  schema: Input,
  listMore: (input: Partial<Static<Input>>) => readonly ErrorDetail[] = () => [],
): (input: unknown) => Static<Input> {
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw createInputError([{ parameter: '', message: 'The input must be an object' }])
    }
    const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const problems = listUnknown(fields, schema)
    if (!Check(schema, fields)) {
      problems.push(...listSchemaProblems(schema as ValueSchema, fields, Errors(schema, fields)[1]).values())
    }
    problems.push(...listMore(fields as Partial<Static<Input>>))
    if (problems.length > 0) throw createInputError(problems)
    return fields as Static<Input>
  }
}

/** Creates the AppError `invalid_request` of an input with these problems. */
export function createInputError(details: readonly ErrorDetail[]): AppError {
  return new AppError('invalid_request', { details })
}

/** Creates the error of one invalid field. @param rule follows the field's name: "must be…" */
export function createFieldError(parameter: string, rule: string): AppError {
  return createInputError([{ parameter, message: `\`${parameter}\` ${rule}` }])
}

/**
 * Checks one value against the schema of its field, for prompts that ask for one field after another.
 * @returns the problem, to follow the field's name: "must be…"; undefined if there is none
 */
export function findFieldProblem(schema: TSchema, value: unknown): string | undefined {
  const [error] = Errors(schema, value)[1]
  return error === undefined ? undefined : toRule(error, schema as ValueSchema)
}

function listUnknown(fields: object, { properties }: TObject): ErrorDetail[] {
  const known = Object.keys(properties)
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(properties, name))
  return unknown.map((name) => {
    const isPlain = /^\w{1,40}$/.test(name)
    const subject = isPlain ? `\`${name}\`` : 'A field with an unusual name'
    return { parameter: isPlain ? name : '', message: `${subject} is not known; ${suggestName(name, known, 'fields')}` }
  })
}
