import type { State } from '../open-state.ts'
import { hasRealCredential, retireSandbox, type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import type { Output } from './output.ts'

/** Starts the sandbox, or retires it when a real credential is stored. */
export async function openSandbox(state: State, output: Output): Promise<Sandbox | undefined> {
  const { config, store, ring, account, dataDir } = state
  const place = { store, accountId: account.id, dataDir }
  if (!(await hasRealCredential(store, account.id))) {
    return startSandbox({ ...place, ring, port: config.sandboxPort, now: Date.now() })
  }
  await retireSandbox(place)
  output.note('A real credential is stored, so the sandbox is not started.')
  return undefined
}
