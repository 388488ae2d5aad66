import { Type } from 'typebox'
import { namePattern } from '../core/ids.ts'

/** What a result says of an account, a credential or a token, so that it can be told from others. */
export const identityFields = { id: Type.String(), name: Type.String() }

/** The name that an operator gives to an account, a credential or a token. */
export function defineName(description: string) {
  return Type.String({
    description,
    pattern: namePattern,
    'x-rule': 'must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter or digit',
  })
}

/** Fields of an input that are to have no value afterwards. */
export function defineRemovals<Name extends string>(names: readonly Name[]) {
  return Type.Optional(
    Type.Array(Type.Enum([...names]), { description: 'Fields that are to have no value afterwards' }),
  )
}

/** The id of a token. The rule never repeats the value: somebody may give the token itself. */
export const tokenIdField = Type.String({
  description: 'Id of the token',
  pattern: '^tok_\\w{1,64}$',
  'x-rule': 'must be the id of a token (tok_…), not the token; `signpost token list` shows it',
})

/** A time in epoch milliseconds, as JavaScript's `Date` has it. */
export function defineTime(description: string) {
  return Type.Integer({
    description: `${description}; epoch milliseconds`,
    minimum: 0,
    maximum: 8_640_000_000_000_000,
    'x-time': true,
  })
}
