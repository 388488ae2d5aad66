import { type TObject, Type } from 'typebox'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { Secret } from '../core/secret.ts'
import { compileInputCheck, createInputError } from './check-input.ts'

/** A field of an act as far as JSON has another value for it. */
interface FieldSchema {
  readonly writeOnly?: boolean
  readonly 'x-time'?: boolean
  readonly items?: { readonly enum?: readonly string[] }
}

/** Reads a time. @returns epoch milliseconds @throws Error that says, after the field's name, what it must be */
type ReadTime = (text: string) => number

/**
 * Makes the reader of an act's input from fields as JSON has them: there a secret and a time are texts. A null is a field that is to
 * have no value: one that can be removed is put among those of `remove`, another one is left out.
 * @returns a function that throws AppError `invalid_request` with everything that is wrong with the fields by themselves. Whether one
 * is missing, and whether they fit each other, the act sees
 */
export function createWireReader(
  schema: TObject,
  readTime: ReadTime,
): (fields: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const properties = new Map(Object.entries(schema.properties as Readonly<Record<string, FieldSchema>>))
  const removable = properties.get('remove')?.items?.enum
  const check = compileInputCheck(Type.Partial(schema))
  return (fields) => {
    const problems: ErrorDetail[] = []
    const entries: [string, unknown][] = []
    const removed: string[] = []
    for (const [name, value] of Object.entries(fields)) {
      const property = properties.get(name)
      if (value !== null || property === undefined) {
        try {
          entries.push([name, toValue(value, property, readTime)])
        } catch (error) {
          problems.push({ parameter: name, message: `\`${name}\` ${(error as Error).message}` })
        }
      } else if (removable?.includes(name) === true) removed.push(name)
      else if (removable !== undefined) {
        problems.push({ parameter: name, message: `\`${name}\` must not be null: it always has a value` })
      }
    }
    // Not by assignment: a field may be named `__proto__`.
    const input = Object.fromEntries(entries)
    problems.push(...listProblems(() => check(input)))
    if (problems.length > 0) throw createInputError(problems)
    return removed.length === 0 ? input : { ...input, remove: [...listRemovals(input), ...removed] }
  }
}

function listRemovals({ remove }: Readonly<Record<string, unknown>>): readonly string[] {
  return (remove as readonly string[] | undefined) ?? []
}

function toValue(value: unknown, schema: FieldSchema | undefined, readTime: ReadTime): unknown {
  if (schema?.['x-time'] === true) return readTime(String(value))
  return typeof value === 'string' && schema?.writeOnly === true ? new Secret(value) : value
}

function listProblems(check: () => unknown): readonly ErrorDetail[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error.details === undefined) throw error
    return error.details
  }
}
