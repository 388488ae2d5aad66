import { inviteFirst } from '../admin/invite-first.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { AppError } from '../core/app-error.ts'
import { systemClock } from '../core/clock.ts'
import { newId } from '../core/ids.ts'
import { openState, type State } from '../open-state.ts'
import { hasRealCredential, retireSandbox, type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { requireMasterKey } from '../vault/installation-key.ts'

/** The state that the gateway works on, prepared before it listens. */
export interface PreparedState {
  readonly state: State
  /** The sandbox that was started; undefined when it is not wanted, or no longer needed. */
  readonly sandbox: Sandbox | undefined
  /** Whether anything can be signed. */
  readonly hasCredential: boolean
  /** The token in the link for the first administrator; undefined when there is an administrator, no dashboard, or the database accepts no writes. */
  readonly invitationToken: string | undefined
}

/**
 * Opens the state, and starts the sandbox or retires it.
 * @param isSandboxWanted whether to run the sandbox as long as no real credential is stored
 * @param note called with what the operator should know
 * @throws Error like `openState`, and when its master key is not that of the installation, or when the sandbox cannot be started
 */
export async function prepareState(
  loaded: LoadedConfig,
  isSandboxWanted: boolean,
  note: (text: string) => void,
): Promise<PreparedState> {
  const state = await openState(loaded, { mayCreate: true })
  const { database, ring, created } = state
  try {
    for (const sentence of created) note(sentence)
    await requireMasterKey(database.vault, ring)
    const invitationToken = loaded.config.dashboard ? await makeFirstLink(state, note) : undefined
    return {
      state,
      invitationToken,
      ...(await prepareSandbox(state, { isSandboxWanted, port: loaded.config.sandboxPort, note })),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Makes the link for the first administrator. A gateway whose database accepts no writes starts without one. */
async function makeFirstLink(
  { database: { administrators } }: State,
  note: (text: string) => void,
): Promise<string | undefined> {
  try {
    return await inviteFirst({ administrators, clock: systemClock, newId })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error
    note(
      'There is no link for the first administrator: the database accepts no writes. Restart the gateway when it does.',
    )
    return undefined
  }
}

async function prepareSandbox(
  { database, ring, account, dataDir }: State,
  {
    isSandboxWanted,
    port,
    note,
  }: { readonly isSandboxWanted: boolean; readonly port: number; note(text: string): void },
): Promise<Pick<PreparedState, 'sandbox' | 'hasCredential'>> {
  const isReal = await hasRealCredential(database, account.id)
  if (!isSandboxWanted) return { sandbox: undefined, hasCredential: isReal }
  const place = { database, accountId: account.id, dataDir }
  if (!isReal) return { sandbox: await startSandbox({ ...place, ring, port, now: Date.now() }), hasCredential: true }
  await retireSandbox(place)
  note('A real credential is stored, so the sandbox is not started.')
  return { sandbox: undefined, hasCredential: true }
}
