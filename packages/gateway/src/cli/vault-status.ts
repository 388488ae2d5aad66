import type { Account } from '../core/model.ts'
import { inspectVault, type KeyUsage } from '../vault/inspect-vault.ts'
import type { SecretProblem } from '../vault/rotate-vault.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { formatTable } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost vault status`: which master keys wrap how many records, and which secrets do not open. */
export const vaultStatus = createCommand('status', 'show which master keys are in use').action(
  async (options: CommonOptions) => {
    await runOnState(options, async ({ database, ring, masterKeySource }, output) => {
      const { keys, problems } = inspectVault(await database.vault.list(), ring)
      const shown = describeProblems(problems, await database.accounts.list())
      if (problems.length > 0) process.exitCode = 1
      const rows = keys.map(({ keyId, role, records }) => [keyId, role, String(records)])
      const text = [formatTable([['KEY', 'ROLE', 'RECORDS'], ...rows]), ...listProblems(shown), ...advise(keys)]
      output.result({ source: masterKeySource, keys, problems: shown }, text.join('\n'))
    })
  },
)

/** A credential whose secret does not open, as commands show it. */
export interface ShownProblem {
  readonly credentialId: string
  readonly name: string
  readonly account: string
  readonly code: string
  readonly message: string
}

/** The problems with the names of their accounts. */
export function describeProblems(problems: readonly SecretProblem[], accounts: readonly Account[]): ShownProblem[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return problems.map(({ credential: { id, name, accountId }, error: { code, message } }) => {
    return { credentialId: id, name, account: names.get(accountId) ?? accountId, code, message }
  })
}

/** The problems as lines of text. */
export function listProblems(problems: readonly ShownProblem[]): string[] {
  return problems.map(({ account, name, code, message }) => `${account}/${name}: ${code}. ${message}.`)
}

function advise(keys: readonly KeyUsage[]): string[] {
  const previous = keys.filter(({ role }) => role === 'previous')
  if (previous.some(({ records }) => records > 0)) {
    return ['`signpost vault rotate` goes over to the current key.']
  }
  return previous.length === 0
    ? []
    : ['No record needs a previous key; one may be dropped as soon as no backup needs it.']
}
