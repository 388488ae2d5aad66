import { createFieldError, createInputError } from './check-input.ts'

/**
 * Refuses an input that changes nothing, or that both sets and removes a field.
 * @throws AppError `invalid_request`
 */
export function requireSomething(fields: object, remove: readonly string[]): void {
  if (Object.keys(fields).length + remove.length === 0) {
    throw createInputError([{ parameter: '', message: 'The input changes nothing: name a field and its new value' }])
  }
  const both = remove.find((field) => Object.hasOwn(fields, field))
  if (both !== undefined) throw createFieldError(both, 'must not be both set and removed')
}

/** Returns an object without some of its fields. */
export function dropFields<Fields extends object>(fields: Fields, dropped: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !dropped.includes(name))) as Fields
}
