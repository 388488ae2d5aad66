import { type TStringOptions, Type } from 'typebox'

/**
 * Defines the schema of a text with a grammar of its own.
 * @param findProblem says what is wrong with a text, in words that follow its name ("must be…"); undefined when nothing is wrong
 */
export function defineText(options: TStringOptions, findProblem: (text: string) => string | undefined) {
  return Type.Refine(
    Type.String({ ...options }),
    (text) => findProblem(text) === undefined,
    (text) => findProblem(text as string) ?? '',
  )
}
