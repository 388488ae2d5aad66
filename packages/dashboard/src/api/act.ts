import { type Acts, actRoutes } from './acts.ts'
import { send } from './send.ts'

/** The name of an act of administration. */
export type ActName = keyof Acts

/** The input of an act. */
export type ActInput<Name extends ActName> = Acts[Name]['input']

/** The result of an act. Times are ISO 8601. */
export type ActResult<Name extends ActName> = Acts[Name]['result']

/** The options of a call of an act. */
interface ActOptions {
  /** The id of the account to work on; undefined for the session's own account. */
  readonly account: string | undefined
  readonly signal?: AbortSignal
}

/** Calls an act. @throws ApiError */
export function doAct<Name extends ActName>(
  name: Name,
  input: ActInput<Name>,
  { account, signal }: ActOptions,
): Promise<ActResult<Name>> {
  const { method, path } = actRoutes[name]
  if (method === 'GET') return send(path, { query: { ...input, account }, signal })
  return send(path, { method, query: { account }, body: input, signal })
}
