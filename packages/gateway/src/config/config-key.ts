import { Type } from 'typebox'

/** What stands beside the JSON Schema of a key: its environment variable, and whether its value is a secret. */
export interface KeyMeta {
  readonly description: string
  readonly env: string
  /** Masked by `config print`, never accepted as a flag, and readable from the file that `<env>_FILE` names. */
  readonly secret?: true
}

/** The metadata of one key, so that a missing one is a type error. */
export function describeKey(meta: KeyMeta): KeyMeta {
  return meta
}

/** A text with a grammar of its own. @param findProblem says what is wrong with a text, or undefined */
export function describeText(
  meta: KeyMeta & { readonly default?: string },
  findProblem: (text: string) => string | undefined,
) {
  return Type.Refine(
    Type.String({ ...meta }),
    (text) => findProblem(text) === undefined,
    (text) => findProblem(text as string) ?? '',
  )
}
