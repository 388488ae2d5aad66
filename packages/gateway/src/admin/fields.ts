import { Type } from 'typebox'
import { namePattern } from '../core/ids.ts'

/** The fields that identify an account, a credential or a token in a result. */
export const identityFields = { id: Type.String(), name: Type.String() }

/** Defines the field for the name that an operator gives to an account, a credential or a token. */
export function defineName(description: string) {
  return Type.String({
    description,
    pattern: namePattern,
    'x-rule': 'must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter or digit',
  })
}

/** Defines the list of fields whose values an input removes. */
export function defineRemovals<Name extends string>(names: readonly Name[]) {
  return Type.Optional(Type.Array(Type.Enum([...names]), { description: 'Fields whose values to remove' }))
}

/** The id of a token. The rule never repeats the value, because a user may enter the token itself by mistake. */
export const tokenIdField = Type.String({
  description: 'Id of the token',
  pattern: '^tok_\\w{1,64}$',
  'x-rule': 'must be the id of a token (tok_…), not the token; `signpost token list` shows it',
})

/** Defines the field for a time in epoch milliseconds, in the range of JavaScript's `Date`. */
export function defineTime(description: string) {
  return Type.Integer({
    description: `${description}; epoch milliseconds`,
    minimum: 0,
    maximum: 8_640_000_000_000_000,
    'x-time': true,
  })
}
