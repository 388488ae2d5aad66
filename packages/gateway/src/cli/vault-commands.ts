import type { MasterKeyPlace } from '../admin/dependencies.ts'
import { replaceMasterKey } from '../admin/replace-master-key.ts'
import { rotateVault } from '../admin/rotate-vault.ts'
import { showVault } from '../admin/show-vault.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { doInterruptibly } from './interruption.ts'
import { formatTable } from './output.ts'
import { runActs } from './run-on-state.ts'

type Vault = Awaited<ReturnType<typeof showVault.run>>

const status = createCommand('status', 'show which master keys are in use').action(async (options: CommonOptions) => {
  await runActs(options, async (dependencies, output) => {
    const vault = await showVault.run({}, dependencies)
    if (vault.problems.length > 0) process.exitCode = 1
    const rows = vault.keys.map(({ keyId, role, records }) => [keyId, role, String(records)])
    const table = formatTable([['KEY', 'ROLE', 'RECORDS'], ...rows])
    output.result(vault, [table, ...listSecretProblems(vault.problems), ...advise(vault.keys)].join('\n'))
  })
})

const rotate = createCommand('rotate', 'go over to the current master key')
  .option('--new-key', 'first make a new master key; for a key that is a file in the data directory')
  .addHelpText(
    'after',
    `
Works beside running servers, and may be interrupted and run again. A key in the configuration is replaced there first:
the new one in SIGNPOST_MASTER_KEY, the old one in SIGNPOST_PREVIOUS_MASTER_KEYS, on every node. See docs/master-key.md.`,
  )
  .action(async (options: CommonOptions & { readonly newKey?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      if (options.newKey === true) {
        const { file, previousFile } = await replaceMasterKey.run({}, dependencies)
        output.note(
          `Made a new master key: ${file}. Keep a copy apart from backups of the database. The former ones are in ${previousFile}: backups that were made until now need them.`,
        )
      }
      const rotation = await doInterruptibly('Run it again: it goes on where it was.', output, (signal) => {
        function onProgress(done: number, total: number): void {
          output.progress(done, total, `Re-wrapped ${done} of ${total} records`)
          signal.throwIfAborted()
        }
        return rotateVault.run({}, { ...dependencies, onProgress })
      })
      const { keyId, rewrapped, unchanged, problems, secondFactors, lostSecondFactors } = rotation
      if (problems.length > 0 || lostSecondFactors > 0) process.exitCode = 1
      const text = [
        `The master key ${keyId} wraps ${count(rewrapped + unchanged)} now: ${rewrapped} re-wrapped, ${unchanged} as before.`,
        ...listSecretProblems(problems),
        ...(problems.length > 0 ? [`${count(problems.length)} could not be opened and stayed as before.`] : []),
        ...(secondFactors > 0 ? [`It encrypts second factors of administrators now: ${secondFactors}.`] : []),
        ...(lostSecondFactors > 0
          ? [
              `Second factors of administrators that do not open: ${lostSecondFactors}. \`signpost admin reset\` helps those.`,
            ]
          : []),
        ...(options.newKey !== true && rewrapped === 0 ? [describeSameKey(dependencies.masterKey)] : []),
      ]
      output.result(rotation, text.join('\n'))
    })
  })

/** `signpost vault …` */
export const vaultCommands = [status, rotate]

/** What a rotation without anything to go over to did not do. */
function describeSameKey({ source, isShared }: MasterKeyPlace): string {
  const how =
    source === 'file' && !isShared
      ? '`signpost vault rotate --new-key` makes a new one and goes over to it'
      : 'put a new one where it comes from, and the former one beside it as a previous key (docs/master-key.md)'
  return `No new master key was made: this is the same as before. For another one, ${how}.`
}

/** The credentials whose secrets do not open, as lines of text. */
function listSecretProblems(problems: Vault['problems']): string[] {
  return problems.map(({ account, name, code, message }) => `${account}/${name}: ${code}. ${message}.`)
}

function advise(keys: Vault['keys']): string[] {
  const previous = keys.filter(({ role }) => role === 'previous')
  if (previous.some(({ records }) => records > 0)) {
    return ['`signpost vault rotate` goes over to the current key.']
  }
  return previous.length === 0
    ? []
    : ['No record needs a previous key; one may be dropped as soon as no backup needs it.']
}

function count(records: number): string {
  return `${records} ${records === 1 ? 'record' : 'records'}`
}
