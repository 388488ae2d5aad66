import type { State } from '../open-state.ts'
import { locateMasterKeyFiles, replaceMasterKey } from '../vault/master-key-file.ts'
import { rotateVault } from '../vault/rotate-vault.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import type { Output } from './output.ts'
import { runOnState } from './run-on-state.ts'
import { describeProblems, listProblems } from './vault-status.ts'

interface Options extends CommonOptions {
  readonly newKey?: boolean
}

/** `signpost vault rotate`: wraps the data key of every credential by the current master key. */
export const vaultRotate = createCommand('rotate', 'go over to the current master key')
  .option('--new-key', 'first make a new master key; for a key that is a file in the data directory')
  .addHelpText(
    'after',
    `
Works beside running servers, and may be broken off and run again. A key in the configuration is replaced there first:
the new one in SIGNPOST_MASTER_KEY, the old one in SIGNPOST_PREVIOUS_MASTER_KEYS, on every node. See docs/master-key.md.`,
  )
  .action(async (options: Options) => {
    await runOnState(options, async (state, output) => {
      const { database, ring } = state
      if (options.newKey === true) await makeNewKey(state, output)
      const onProgress = (done: number, total: number) => output.progress(`Re-wrapped ${done} of ${total}`)
      const { rewrapped, unchanged, failed } = await rotateVault({ repository: database.vault, ring, onProgress })
      const problems = describeProblems(failed, await database.accounts.list())
      if (failed.length > 0) process.exitCode = 1
      const keyId = ring.current.id
      const text = [
        `The master key ${keyId} wraps ${count(rewrapped + unchanged)} now: ${rewrapped} re-wrapped, ${unchanged} as before.`,
        ...listProblems(problems),
        ...(failed.length > 0 ? [`${count(failed.length)} could not be opened and stayed as before.`] : []),
      ]
      output.result({ keyId, rewrapped, unchanged, problems }, text.join('\n'))
    })
  })

/** Running servers find the new key in its file as soon as they meet a record that needs it. */
async function makeNewKey({ database, dataDir, masterKeySource, config }: State, output: Output): Promise<void> {
  if (masterKeySource !== 'file') {
    const place = masterKeySource === 'command' ? 'the command that supplies it' : 'SIGNPOST_MASTER_KEY'
    throw new Error(
      `--new-key is for a key that is a file in the data directory; this one comes from ${place}. Put a new key there and keep the old one as a previous one, on every node; then run this without --new-key`,
    )
  }
  if (config.databaseUrl !== undefined) {
    throw new Error(
      '--new-key would change the key of this node alone, and the others on this database would open nothing any more. Put the new key in master.key and the old one in master.key.previous on every node; then run this without --new-key',
    )
  }
  const files = locateMasterKeyFiles(dataDir)
  await database.vault.exclusively(() => replaceMasterKey(files))
  output.note(
    `Made a new master key: ${files.current}. Keep a copy apart from backups of the database. The former ones are in ${files.previous}: backups that were made until now need them.`,
  )
}

function count(records: number): string {
  return `${records} ${records === 1 ? 'record' : 'records'}`
}
