import { openState, type State } from '../compose.ts'
import { type CommonOptions, loadCommandConfig } from './common-options.ts'
import { createOutput, type Output } from './output.ts'

/** Opens the state for a command, and closes it whatever happens. Works beside a running server. */
export async function runOnState(
  options: CommonOptions,
  work: (state: State, output: Output) => Promise<void>,
): Promise<void> {
  const { config } = loadCommandConfig(options)
  const output = createOutput(options.json === true)
  const state = await openState(config)
  try {
    noteCreatedMasterKey(state, output)
    await work(state, output)
  } finally {
    await state.store.close()
  }
}

/** A new master key is worth a word: without it nobody opens the credentials again. */
export function noteCreatedMasterKey({ createdMasterKey }: State, output: Output): void {
  if (createdMasterKey === undefined) return
  output.note(`Made a master key: ${createdMasterKey}. Keep a copy apart from backups of the database.`)
}
