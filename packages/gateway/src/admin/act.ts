import type { Static, TObject } from 'typebox'
import type { Role } from '../core/administrator.ts'
import type { ErrorDetail } from '../core/app-error.ts'
import type { Secret } from '../core/secret.ts'
import { createInputCheck } from './check-input.ts'
import type { AdminDependencies } from './dependencies.ts'

/** What an act does: nothing, something that can be undone, or something that cannot. */
export type Effect = 'read' | 'change' | 'destroy'

/** A deeply read-only view of a value. A secret stays as it is. */
export type Reading<Value> = Value extends Secret
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Reading<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Reading<Value[Name]> }
      : Value

/** The fields of an input. An optional field may be absent or undefined. */
export type Given<Fields> = {
  readonly [Name in keyof Fields]: Record<never, never> extends Pick<Fields, Name>
    ? Reading<Fields[Name]> | undefined
    : Reading<Fields[Name]>
}

/** An act of administration: data, and a function of the dependencies that it names. The commands build their options from its schemas. */
export interface Act<
  Input extends TObject = TObject,
  Result extends TObject = TObject,
  Dependencies = AdminDependencies,
> {
  /** A unique name, made of a verb and its object: `create_token`. */
  readonly name: string
  /** One line. */
  readonly summary: string
  /** The least role that may do it. Acts on the installation as a whole need an owner. */
  readonly role: Role
  readonly effect: Effect
  /**
   * Whether the session must have been confirmed with the password or a passkey in the last minutes. It protects acts that a
   * stranger at an open dashboard must not do. Commands need no confirmation.
   */
  readonly confirms?: boolean
  /** The input is sent in a body although the act only reads: the input is long, or is a signed URL, which must not get into logs of URLs. */
  readonly inBody?: true
  readonly input: Input
  /** It never contains a secret, except the text of a token that was just created. Times are epoch milliseconds. */
  readonly result: Result
  /**
   * Checks the input, then runs the act.
   * @throws AppError with a code of the error table: `invalid_request` with every problem of the input, or another code that says what
   * prevents the act and what to do about it
   */
  run(input: Given<Static<Input>>, dependencies: Dependencies): Promise<Reading<Static<Result>>>
}

/** Chooses the HTTP method of an act's route: GET for an act that only reads, unless its input must be in the body. */
export function chooseMethod({ effect, inBody }: Pick<Act, 'effect' | 'inBody'>): 'GET' | 'POST' {
  return effect === 'read' && inBody !== true ? 'GET' : 'POST'
}

/** The definition of an act. Its `run` gets input that has been checked and contains no undefined fields. */
interface ActDefinition<Input extends TObject, Result extends TObject, Dependencies>
  extends Omit<Act<Input, Result>, 'run'> {
  /** Lists problems of fields that depend on each other, to report with the rest. Any field of the input may be missing. */
  readonly listProblems?: (input: Partial<Static<Input>>) => readonly ErrorDetail[]
  run(input: Static<Input>, dependencies: Dependencies): Promise<Reading<Static<Result>>>
}

/** Makes an act from its definition. The act's `run` checks its input first. */
export function defineAct<Input extends TObject, Result extends TObject, Dependencies>(
  definition: ActDefinition<Input, Result, Dependencies>,
): Act<Input, Result, Dependencies> {
  const { listProblems, ...act } = definition
  const check = createInputCheck(definition.input, listProblems)
  return { ...act, run: async (input, dependencies) => definition.run(check(input), dependencies) }
}
