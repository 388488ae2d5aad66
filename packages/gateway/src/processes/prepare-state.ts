import type { LoadedConfig } from '../config/load-config.ts'
import { openState, type State } from '../open-state.ts'
import { hasRealCredential, retireSandbox, type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { requireOpeningKey } from '../vault/check-vault.ts'

/** What the gateway works on, before it listens. */
export interface PreparedState {
  readonly state: State
  /** The sandbox that was started; undefined when it is not wanted, or not needed any more. */
  readonly sandbox: Sandbox | undefined
  /** Whether anything can be signed. */
  readonly hasCredential: boolean
}

/**
 * Opens the state, and starts the sandbox or retires it.
 * @param isSandboxWanted as long as no real credential is stored
 * @param note is told what the operator should know
 * @throws Error as `openState` does, when no stored secret opens, or when the sandbox cannot be started
 */
export async function prepareState(
  loaded: LoadedConfig,
  isSandboxWanted: boolean,
  note: (text: string) => void,
): Promise<PreparedState> {
  const state = await openState(loaded, { mayCreate: true })
  const { database, ring, account, dataDir, created } = state
  try {
    for (const sentence of created) note(sentence)
    requireOpeningKey(await database.vault.list(), ring)
    const isReal = await hasRealCredential(database, account.id)
    if (!isSandboxWanted) return { state, sandbox: undefined, hasCredential: isReal }
    const place = { database, accountId: account.id, dataDir }
    if (isReal) {
      await retireSandbox(place)
      note('A real credential is stored, so the sandbox is not started.')
      return { state, sandbox: undefined, hasCredential: true }
    }
    const sandbox = await startSandbox({ ...place, ring, port: loaded.config.sandboxPort, now: Date.now() })
    return { state, sandbox, hasCredential: true }
  } catch (error) {
    await database.close()
    throw error
  }
}
