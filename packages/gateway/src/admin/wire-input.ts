import { type TObject, Type } from 'typebox'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { Secret } from '../core/secret.ts'
import { createInputCheck, createInputError } from './check-input.ts'

/** The properties of a field that decide how its JSON value is converted. */
interface FieldSchema {
  readonly writeOnly?: boolean
  readonly 'x-time'?: boolean
  readonly items?: { readonly enum?: readonly string[] }
}

/** Reads a time. @returns epoch milliseconds @throws Error whose message follows the field's name: "must be…" */
type ReadTime = (text: string) => number

/**
 * Creates a function that reads an act's input from JSON, in which a secret and a time are texts. A null means that the field should
 * have no value: a removable field is added to `remove`; in an act without removals, the field is left out.
 * @returns a function that throws AppError `invalid_request` with every problem of the individual fields. The act itself checks
 * whether fields are missing and whether they fit together
 */
export function createWireReader(
  schema: TObject,
  readTime: ReadTime,
): (fields: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const properties = new Map(Object.entries(schema.properties as Readonly<Record<string, FieldSchema>>))
  const removable = properties.get('remove')?.items?.enum
  const check = createInputCheck(Type.Partial(schema))
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
        problems.push({ parameter: name, message: `\`${name}\` must not be null: it cannot be removed` })
      }
    }
    // Not built by assignment, because a field may be named `__proto__`.
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
