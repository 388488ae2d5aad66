import { statSync } from 'node:fs'
import type { Config } from '../config/config-schema.ts'
import { describeDatabaseUrl } from '../config/service-urls.ts'
import { describeFailure } from '../core/app-error.ts'
import { countNoun } from '../core/count-noun.ts'
import { formatTime } from '../core/format-time.ts'
import type { Credential } from '../core/model.ts'
import type { DatabaseInspection } from '../database/inspect-database.ts'
import { inspectVault } from '../vault/check-vault.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { chooseMasterKeySource, openKeyRing } from '../vault/open-key-ring.ts'
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

/** The result of checking the master key. */
export interface MasterKeyCheck {
  readonly results: CheckResults
  /** Undefined if there is no key, or it cannot be used. */
  readonly ring: KeyRing | undefined
}

/**
 * Checks the master key of the configuration, without creating one.
 * @param neededId the id of the installation's master key; undefined before the first key
 */
export function checkMasterKey(config: Config, dataDir: string, neededId: string | undefined): MasterKeyCheck {
  const options = { ...config, dataDir, neededId }
  const source = chooseMasterKeySource(options)
  const files = locateMasterKeyFiles(dataDir)
  try {
    const isFileThere = statSync(files.current, { throwIfNoEntry: false }) !== undefined
    if (source === 'file' && !isFileThere && neededId === undefined) {
      return { results: warn('there is no master key yet', 'The first start creates one.'), ring: undefined }
    }
    const { ring } = openKeyRing(options)
    const names = { configuration: 'the configuration', command: 'the command', file: files.current }
    const results = [checkKeyId(ring, neededId, names[source])]
    if (source !== 'file' && isFileThere) {
      const advice = 'Remove it once `signpost vault status` shows no unknown key and no backup needs it.'
      results.push(warn(`${files.current} also exists, but is not used`, advice))
    }
    if (source === 'file' && config.databaseUrl !== undefined) {
      const advice = 'Give every node the same key: docs/master-key.md.'
      results.push(warn('the key is a file of this node, but other nodes may share the database', advice))
    }
    return { results, ring }
  } catch (error) {
    return { results: fail(describeFailure(error as Error), 'See docs/master-key.md.'), ring: undefined }
  }
}

function checkKeyId({ current, find }: KeyRing, neededId: string | undefined, place: string): CheckResult {
  if (neededId === undefined || find(neededId) !== undefined) return ok(`${current.id}, from ${place}`)
  const message = `${current.id}, from ${place}, is not the master key of this installation, which is ${neededId}`
  return fail(message, 'Provide that key, or see docs/master-key.md, "When the master key is lost".')
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

/** Checks whether every secret can be opened, with which key, and whether keys expire. */
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
  if (results.length > 0) return results
  return ok(
    credentials.length === 1 ? 'the only secret can be opened' : `all ${credentials.length} secrets can be opened`,
  )
}
