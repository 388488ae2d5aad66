import { type Acts, actRoutes } from './acts.ts'
import { send } from './send.ts'

/** The name of an act of administration. */
export type ActName = keyof Acts

/** What an act takes. */
export type ActInput<Name extends ActName> = Acts[Name]['input']

/** What an act answers. Times are ISO 8601. */
export type ActResult<Name extends ActName> = Acts[Name]['result']

/** What a call of an act carries beside its input. */
interface ActOptions {
  /** The id of the account that it is about; the session's own one without it. */
  readonly account: string | undefined
  readonly signal?: AbortSignal
}

/** Does an act. @throws ApiError */
export function doAct<Name extends ActName>(
  name: Name,
  input: ActInput<Name>,
  { account, signal }: ActOptions,
): Promise<ActResult<Name>> {
  const { method, path } = actRoutes[name]
  if (method === 'GET') return send(path, { query: { ...input, account }, signal })
  return send(path, { method, query: { account }, body: input, signal })
}
