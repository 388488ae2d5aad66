import { replaceMasterKey } from '../admin/replace-master-key.ts'
import { rotateVault } from '../admin/rotate-vault.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { runActs } from './run-acts.ts'
import { listSecretProblems } from './vault-status.ts'

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
    await runActs(options, async (dependencies, output) => {
      if (options.newKey === true) {
        const { file, previousFile } = await replaceMasterKey.run({}, dependencies)
        output.note(
          `Made a new master key: ${file}. Keep a copy apart from backups of the database. The former ones are in ${previousFile}: backups that were made until now need them.`,
        )
      }
      const onProgress = (done: number, total: number) => output.progress(`Re-wrapped ${done} of ${total}`)
      const rotation = await rotateVault.run({}, { ...dependencies, onProgress })
      const { keyId, rewrapped, unchanged, problems } = rotation
      if (problems.length > 0) process.exitCode = 1
      const text = [
        `The master key ${keyId} wraps ${count(rewrapped + unchanged)} now: ${rewrapped} re-wrapped, ${unchanged} as before.`,
        ...listSecretProblems(problems),
        ...(problems.length > 0 ? [`${count(problems.length)} could not be opened and stayed as before.`] : []),
      ]
      output.result(rotation, text.join('\n'))
    })
  })

function count(records: number): string {
  return `${records} ${records === 1 ? 'record' : 'records'}`
}
