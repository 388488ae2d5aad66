import { InvalidArgumentError } from 'commander'
import type { TSchema } from 'typebox'
import { findFieldProblem } from '../admin/check-input.ts'
import { defineName } from '../admin/fields.ts'
import { collect } from './common-options.ts'

/**
 * A parser of an option whose rule is that of an act's field, so that the command's help and error name the option, and
 * nothing is asked for before the options are right.
 */
export function parseBy(field: TSchema): (text: string) => string {
  return (text) => {
    const problem = findFieldProblem(field, text)
    if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`)
    return text
  }
}

/** Like {@link parseBy}, for an option that may be given several times. */
export function collectBy(field: TSchema): (text: string, former?: readonly string[]) => string[] {
  const parse = parseBy(field)
  return (text, former) => collect(parse(text), former)
}

/** Parses the name of an account, a credential or a token. */
export const parseName = parseBy(defineName('Name'))
