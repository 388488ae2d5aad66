import { createFieldError, createInputError } from './check-input.ts'

/**
 * Refuses an input that changes nothing, or one field in two ways.
 * @throws AppError `invalid_request`
 */
export function requireSomething(fields: object, remove: readonly string[]): void {
  if (Object.keys(fields).length + remove.length === 0) {
    throw createInputError([{ parameter: '', message: 'Nothing is to be changed: name a field and its new value' }])
  }
  const both = remove.find((field) => Object.hasOwn(fields, field))
  if (both !== undefined) throw createFieldError(both, 'is both given and to be removed')
}

/** An object without some of its fields. */
export function dropFields<Fields extends object>(fields: Fields, dropped: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !dropped.includes(name))) as Fields
}
