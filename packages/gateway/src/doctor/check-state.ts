import type { Config } from '../config/config-schema.ts'
import { describeDatabaseUrl } from '../config/service-urls.ts'
import { countNoun } from '../core/count-noun.ts'
import { formatTime } from '../core/format-time.ts'
import type { Credential } from '../core/model.ts'
import type { DatabaseInspection } from '../database/inspect-database.ts'
import { inspectVault } from '../vault/check-vault.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { type CheckResult, type CheckResults, fail, ok, warn } from './check.ts'
import type { NameCredential } from './name-credential.ts'

/** Checks the database and its schema. @param inspection undefined if there is no database yet */
export function checkDatabase(config: Config, inspection: DatabaseInspection | undefined): CheckResult {
  const place = config.databaseUrl === undefined ? 'SQLite' : describeDatabaseUrl(config.databaseUrl)
  if (inspection === undefined) return warn('there is no database yet', 'The first start creates it.')
  const { applied, pending, unknown, damage } = inspection
  if (unknown.length > 0) {
    return fail(
      `${place}: the database is from a newer Signpost (${unknown.join(', ')})`,
      'Run that version, or a newer one.',
    )
  }
  if (damage !== undefined) {
    return fail(`${place}: the database is damaged: ${damage}`, 'Restore a backup: docs/backup.md.')
  }
  if (pending.length > 0) {
    return warn(
      `${place}: the schema lacks ${pending.join(', ')}`,
      'The next start, or `signpost migrate`, brings it up to date.',
    )
  }
  return ok(`${place}, schema ${applied.at(-1)}`)
}

/** Checks the renewals of credentials whose keys come from a source. */
export function checkRenewals(
  credentials: readonly Credential[],
  nameCredential: NameCredential,
  now: number,
): CheckResults {
  return credentials.flatMap((credential) => {
    const renewal = describeRenewal(credential, now)
    if (renewal === undefined) return []
    const message = `${nameCredential(credential).label}: ${renewal.text}`
    if (renewal.state === 'good') return ok(message)
    const advice = 'See docs/credentials.md, "Credentials that renew themselves".'
    return renewal.state === 'expired' ? fail(message, advice) : warn(message, advice)
  })
}

/** How long before their expiry the keys of a temporary credential are reported. */
const soonMs = 3_600_000

/** Checks whether every secret can be opened, which it says whatever else it finds, with which key, and whether keys expire. */
export function checkCredentials(
  inspection: DatabaseInspection | undefined,
  ring: KeyRing | undefined,
  nameCredential: NameCredential,
  now: number,
): CheckResults {
  const credentials = inspection?.credentials ?? []
  if (credentials.length === 0) {
    return warn('no credential is stored', 'Store one with `signpost credential add`. Until then nothing is signed.')
  }
  if (ring === undefined) return fail('the secrets cannot be opened without the master key', 'See docs/master-key.md.')
  const { keys, problems } = inspectVault(credentials, inspection?.masterKeyId, ring)
  const results = problems.map(({ credential, error }) =>
    fail(
      `${nameCredential(credential).label}: ${error.code}. ${error.message}`,
      'See docs/master-key.md, "When a secret does not open".',
    ),
  )
  for (const credential of credentials) {
    const { source, expiresAt } = credential
    if (source !== undefined || expiresAt === undefined || expiresAt > now + soonMs) continue
    const { label, args } = nameCredential(credential)
    const advice = `Store new keys, with their session token: signpost credential rotate ${args} --access-key-id ID --expires-at TIME`
    const time = formatTime(expiresAt)
    const isExpired = expiresAt <= now
    results.push(
      isExpired
        ? fail(`${label}: its keys expired at ${time}`, advice)
        : warn(`${label}: its keys expire at ${time}`, advice),
    )
  }
  const old = keys.filter(({ role, records }) => role === 'previous' && records > 0)
  if (old.length > 0) {
    const records = old.reduce((sum, key) => sum + key.records, 0)
    results.push(warn(`a previous master key seals ${countNoun(records, 'secret')}`, 'Run `signpost vault rotate`.'))
  }
  if (problems.length > 0) return results
  const all = credentials.length === 1 ? 'the only secret' : `all ${credentials.length} secrets`
  return [ok(`${all} can be opened`), ...results]
}
