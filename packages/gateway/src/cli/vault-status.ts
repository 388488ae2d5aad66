import { showVault } from '../admin/show-vault.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { formatTable } from './output.ts'
import { runActs } from './run-acts.ts'

type Vault = Awaited<ReturnType<typeof showVault.run>>

/** `signpost vault status`: which master keys wrap how many records, and which secrets do not open. */
export const vaultStatus = createCommand('status', 'show which master keys are in use').action(
  async (options: CommonOptions) => {
    await runActs(options, async (dependencies, output) => {
      const vault = await showVault.run({}, dependencies)
      if (vault.problems.length > 0) process.exitCode = 1
      const rows = vault.keys.map(({ keyId, role, records }) => [keyId, role, String(records)])
      const table = formatTable([['KEY', 'ROLE', 'RECORDS'], ...rows])
      output.result(vault, [table, ...listSecretProblems(vault.problems), ...advise(vault.keys)].join('\n'))
    })
  },
)

/** The credentials whose secrets do not open, as lines of text. */
export function listSecretProblems(problems: Vault['problems']): string[] {
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
