import type { Static, TObject } from 'typebox'
import type { Role } from '../core/administrator.ts'
import type { ErrorDetail } from '../core/app-error.ts'
import type { Secret } from '../core/secret.ts'
import { compileInputCheck } from './check-input.ts'
import type { AdminDependencies } from './dependencies.ts'

/** What an act does: nothing, something that can be undone, or something that cannot. */
export type Effect = 'read' | 'change' | 'destroy'

/** A value as one who only reads it sees it: nothing in it can be changed. */
export type Reading<Value> = Value extends Secret
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Reading<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Reading<Value[Name]> }
      : Value

/** The fields of an input. An optional one may be absent, or undefined. */
export type Given<Fields> = {
  readonly [Name in keyof Fields]: Record<never, never> extends Pick<Fields, Name>
    ? Reading<Fields[Name]> | undefined
    : Reading<Fields[Name]>
}

/** An act of administration: data, and a function of the dependencies that it names. The commands ask its schemas. */
export interface Act<
  Input extends TObject = TObject,
  Result extends TObject = TObject,
  Dependencies = AdminDependencies,
> {
  /** A verb and its object, unique: `create_token`. */
  readonly name: string
  /** One line. */
  readonly summary: string
  /** The least role that may do it. What is about the installation as a whole is the owner's. */
  readonly role: Role
  readonly effect: Effect
  /**
   * Whether a session has to have asked for the password, or a passkey, in the last minutes: for what whoever finds an open page
   * must not do. Whoever runs a command is not asked.
   */
  readonly confirms?: boolean
  /** Its input stands in a body, though it only reads: it is long, or a signed URL, which no log of addresses should have. */
  readonly inBody?: true
  readonly input: Input
  /** Never a secret, but for the text of a token that was made just now. Times are epoch milliseconds. */
  readonly result: Result
  /**
   * Checks the input, and does it.
   * @throws AppError with a code of the error table: `invalid_request` with every problem of the input, or what stands in
   * the way, and what to do about it
   */
  run(input: Given<Static<Input>>, dependencies: Dependencies): Promise<Reading<Static<Result>>>
}

/** The HTTP method of an act's route: a reading is a GET, unless its input is too long for a URL, or must be in no log of URLs. */
export function chooseMethod({ effect, inBody }: Pick<Act, 'effect' | 'inBody'>): 'GET' | 'POST' {
  return effect === 'read' && inBody !== true ? 'GET' : 'POST'
}

/** An act before its input is checked for it: its function gets good input, in which nothing is undefined. */
interface ActDefinition<Input extends TObject, Result extends TObject, Dependencies>
  extends Omit<Act<Input, Result>, 'run'> {
  /** What is wrong with fields that depend on each other. The input may lack any, and is told of together with the rest. */
  readonly listProblems?: (input: Partial<Static<Input>>) => readonly ErrorDetail[]
  run(input: Static<Input>, dependencies: Dependencies): Promise<Reading<Static<Result>>>
}

/** Makes an act, whose `run` checks its input. */
export function defineAct<Input extends TObject, Result extends TObject, Dependencies>(
  definition: ActDefinition<Input, Result, Dependencies>,
): Act<Input, Result, Dependencies> {
  const { listProblems, ...act } = definition
  const check = compileInputCheck(definition.input, listProblems)
  return { ...act, run: async (input, dependencies) => definition.run(check(input), dependencies) }
}
