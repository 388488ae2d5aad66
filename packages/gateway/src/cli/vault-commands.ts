import { Option } from 'commander'
import type { AdminDependencies, MasterKeyPlace } from '../admin/dependencies.ts'
import { replaceMasterKey } from '../admin/replace-master-key.ts'
import { rotateVault } from '../admin/rotate-vault.ts'
import { showVault } from '../admin/show-vault.ts'
import { countNoun } from '../core/count-noun.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { doInterruptibly } from './interruption.ts'
import { formatTable } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs } from './run-on-state.ts'

type Vault = Awaited<ReturnType<typeof showVault.run>>

const status = createCommand('status', 'show which master keys are in use').action(async (options: CommonOptions) => {
  await runActs(options, async (dependencies, output) => {
    const vault = await showVault.run({}, dependencies)
    const missing = vault.keys.find(({ role, isOfInstallation }) => isOfInstallation && role === 'unknown')
    if (vault.problems.length + vault.lostSecondFactors.length > 0 || missing !== undefined) process.exitCode = 1
    const rows = vault.keys.map(({ keyId, role, records, secondFactors, isOfInstallation }) => [
      ...[keyId, role, String(records), String(secondFactors), isOfInstallation ? 'yes' : 'no'],
    ])
    const table = formatTable([['KEY', 'ROLE', 'CREDENTIALS', 'SECOND FACTORS', "INSTALLATION'S KEY"], ...rows])
    const problems = [...listSecretProblems(vault.problems), ...listLostFactors(vault.lostSecondFactors)]
    output.result(vault, [table, ...problems, ...advise(vault.keys, missing)].join('\n'))
  })
})

interface RotateOptions extends CommonOptions {
  readonly newKey?: boolean
  readonly lostKey?: boolean
  readonly yes?: boolean
}

const rotate = createCommand('rotate', 'switch to the current master key')
  .option('--new-key', 'first make a new master key, if the key is a file in the data directory')
  .addOption(
    new Option('--lost-key', 'go on with the current key although that of the installation is lost').conflicts(
      'newKey',
    ),
  )
  .option('--yes', 'do not ask for confirmation of --lost-key')
  .addHelpText(
    'after',
    `
You can run it while servers are running, interrupt it, and run it again. If the key is in the configuration, first put the new key in
SIGNPOST_MASTER_KEY and the old one in SIGNPOST_PREVIOUS_MASTER_KEYS, on every node.

If the key of the installation is lost, put a new one in its place and use --lost-key. It deletes nothing, but each secret must then be
stored again. See docs/master-key.md.`,
  )
  .action(async (options: RotateOptions) => {
    await runActs(options, async (dependencies, output) => {
      if (options.lostKey === true) await confirmLoss(dependencies, options)
      const again =
        options.newKey === true
          ? 'Run `signpost vault rotate` to continue from here: with --new-key it would make one more key.'
          : 'Run it again to continue from here.'
      const rotation = await doInterruptibly(again, output, async (signal) => {
        if (options.newKey === true) {
          const { file, previousFile } = await replaceMasterKey.run({}, dependencies)
          output.note(
            `Made a new master key: ${file}. Keep a copy of it apart from backups of the database. The former keys are in ${previousFile}: backups made until now need them.`,
          )
        }
        function onProgress(done: number, total: number): void {
          output.progress(done, total, `Re-wrapped ${done} of ${total} records`)
          signal.throwIfAborted()
        }
        return rotateVault.run({ lostKey: options.lostKey }, { ...dependencies, onProgress })
      })
      const { keyId, formerKeyId, rewrapped, unchanged, problems, secondFactors, lostSecondFactors } = rotation
      const isOpen = problems.length + lostSecondFactors.length === 0
      const isSame = formerKeyId === keyId && rewrapped + secondFactors === 0
      const renewing = problems.filter(({ renewsItself }) => renewsItself).length
      // After a loss, this is what the operator expects.
      if (options.lostKey !== true && !isOpen) process.exitCode = 1
      const text = [
        ...(formerKeyId === null || formerKeyId === keyId
          ? []
          : [`The master key of this installation is ${keyId} now; it was ${formerKeyId}.`]),
        `The master key ${keyId} wraps ${countNoun(rewrapped + unchanged, 'record')}: ${rewrapped} re-wrapped, ${unchanged} unchanged.`,
        ...listSecretProblems(problems),
        ...(problems.length > renewing
          ? [
              `Secrets that cannot be opened, and stayed unchanged: ${problems.length - renewing}. Store these keys anew: \`signpost credential rotate\`.`,
            ]
          : []),
        ...(renewing > 0
          ? [
              `Credentials that renew themselves and cannot be opened: ${renewing}. A running gateway fetches new keys within a minute.`,
            ]
          : []),
        ...(secondFactors > 0 ? [`Second factors of administrators that it encrypts now: ${secondFactors}.`] : []),
        ...listLostFactors(lostSecondFactors),
        ...(isSame && isOpen ? [describeSameKey(dependencies.masterKey)] : []),
      ]
      output.result(rotation, text.join('\n'))
    })
  })

/** `signpost vault …` */
export const vaultCommands = [status, rotate]

/** Asks whether the key of the installation is lost, unless it is here. */
async function confirmLoss(dependencies: AdminDependencies, options: RotateOptions): Promise<void> {
  const { vault, ring } = dependencies
  const lostId = await vault.readMasterKeyId()
  if (options.yes === true || (lostId !== undefined && ring.find(lostId) !== undefined)) return
  const { problems, lostSecondFactors } = await showVault.run({}, dependencies)
  const others = lostId === undefined ? 'lack it' : `have only ${lostId}`
  const question = [
    `Go on with the master key ${ring.current.id}?`,
    ...(problems.length > 0
      ? [`It does not open ${countNoun(problems.length, 'credential')}, whose keys must be stored anew.`]
      : []),
    ...(lostSecondFactors.length > 0 ? [`The second factors of ${lostSecondFactors.join(', ')} stay lost.`] : []),
    `Gateways that ${others} then store no secret, and do not start again.`,
  ]
  await confirmDestruction(question.join(' '), options)
}

/** Says that a rotation without a new key changed no key, and how to get a new one. */
function describeSameKey({ source, isShared }: MasterKeyPlace): string {
  const how =
    source === 'file' && !isShared
      ? 'run `signpost vault rotate --new-key`'
      : 'put a new key at its source, and keep the former one as a previous key (docs/master-key.md)'
  return `The master key is the same as before. To get a new one, ${how}.`
}

/** Lists the credentials whose secrets cannot be opened, one per line. */
function listSecretProblems(problems: Vault['problems']): string[] {
  return problems.map(({ account, name, code, message }) => `${account}/${name}: ${code}. ${message}.`)
}

/** Says whose second factors cannot be opened. */
function listLostFactors(emails: readonly string[]): string[] {
  if (emails.length === 0) return []
  return [
    `Second factors that cannot be opened: those of ${emails.join(', ')}. Use \`signpost admin reset\` for these administrators.`,
  ]
}

function advise(keys: Vault['keys'], missing: Vault['keys'][number] | undefined): string[] {
  if (missing !== undefined) {
    return [
      `The master key of this installation, ${missing.keyId}, is not here, so this process stores no secret. See docs/master-key.md.`,
    ]
  }
  const previous = keys.filter(({ role }) => role === 'previous')
  if (previous.some((key) => key.records > 0 || key.secondFactors > 0 || key.isOfInstallation)) {
    return ['`signpost vault rotate` lets the current key wrap everything.']
  }
  return previous.length === 0
    ? []
    : [
        'No previous key seals anything. Before you delete one: no backup may need it, and client tokens of the last day may (docs/master-key.md).',
      ]
}
