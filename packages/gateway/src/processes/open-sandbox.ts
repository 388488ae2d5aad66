import type { Output } from '../cli/output.ts'
import type { State } from '../open-state.ts'
import { hasRealCredential, retireSandbox, type Sandbox, startSandbox } from '../sandbox/sandbox.ts'

/** Starts the sandbox, or retires it when a real credential is stored. */
export async function openSandbox(state: State, output: Output): Promise<Sandbox | undefined> {
  const { config, database, ring, account, dataDir } = state
  const place = { database, accountId: account.id, dataDir }
  if (!(await hasRealCredential(database, account.id))) {
    return startSandbox({ ...place, ring, port: config.sandboxPort, now: Date.now() })
  }
  await retireSandbox(place)
  output.note('A real credential is stored, so the sandbox is not started.')
  return undefined
}
