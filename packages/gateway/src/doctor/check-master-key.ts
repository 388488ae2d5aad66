import { readFileSync, statSync } from 'node:fs'
import type { Config } from '../config/config-schema.ts'
import { describeFailure } from '../core/app-error.ts'
import { readKeyId, toSecretVersion } from '../core/sealed-text.ts'
import type { DatabaseInspection } from '../database/inspect-database.ts'
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts'
import { parseMasterKeys } from '../vault/master-key.ts'
import { locateMasterKeyFiles, type MasterKeyFiles } from '../vault/master-key-file.ts'
import { chooseMasterKeySource, openKeyRing } from '../vault/open-key-ring.ts'
import { listFactorVersions } from '../vault/session-secrets.ts'
import { type CheckResult, type CheckResults, fail, ok, warn } from './check.ts'

/** The result of checking the master key. */
export interface MasterKeyCheck {
  readonly results: CheckResults
  /** Undefined if there is no key, or it cannot be used. */
  readonly ring: KeyRing | undefined
}

/**
 * Checks the master key of the configuration, without creating one.
 * @param inspection undefined if there is no database yet, or it cannot be read
 */
export function checkMasterKey(
  config: Config,
  dataDir: string,
  inspection: DatabaseInspection | undefined,
): MasterKeyCheck {
  const neededId = inspection?.masterKeyId
  const options = { ...config, dataDir, neededId }
  const source = chooseMasterKeySource(options)
  const files = locateMasterKeyFiles(dataDir)
  try {
    if (source === 'file' && !isThere(files.current) && neededId === undefined) {
      return { results: warn('there is no master key yet', 'The first start creates one.'), ring: undefined }
    }
    const { ring } = openKeyRing(options)
    const names = { configuration: 'the configuration', command: 'the command', file: files.current }
    const isNeeded = createNeed(inspection)
    const results = [checkKeyId(ring, neededId, names[source])]
    if (source !== 'file') results.push(...checkUnusedFiles(files, ring, isNeeded))
    else if (inspection !== undefined) results.push(...checkFormerKeys(files, isNeeded))
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

/** Checks key files that are not read, because the key comes from elsewhere. */
function checkUnusedFiles({ current, previous }: MasterKeyFiles, ring: KeyRing, isNeeded: Need): CheckResult[] {
  return [current, previous].filter(isThere).map((file) => {
    const missing = listKeyIds(file).filter((id) => ring.find(id) === undefined && isNeeded(id))
    if (missing.length === 0) {
      const advice =
        'Once `signpost vault status` shows no unknown key, move it to a safe place, for backups that still need it.'
      return warn(`${file} also exists, but is not used`, advice)
    }
    return warn(
      `${file} also exists, but is not used, although it has a key that this installation needs: ${missing.join(', ')}`,
      'Give the process this key where the others come from, or take those out of the configuration: docs/master-key.md, "Where it comes from".',
    )
  })
}

/** Client tokens of a former key live so long. */
const clientTokensMs = 86_400_000

/** Checks whether the file of the former keys is of any use. */
function checkFormerKeys({ previous }: MasterKeyFiles, isNeeded: Need): CheckResult[] {
  const stats = statSync(previous, { throwIfNoEntry: false })
  if (stats === undefined || Date.now() - stats.mtimeMs < clientTokensMs) return []
  if (listKeyIds(previous).some(isNeeded)) return []
  const advice = 'Move it to a safe place, for backups that still need it; otherwise remove it.'
  return [warn(`no key in ${previous} seals anything any more`, advice)]
}

/** Tells whether an installation or one of its secrets needs the master key with this id. */
type Need = (keyId: string) => boolean

function createNeed(inspection: DatabaseInspection | undefined): Need {
  if (inspection === undefined) return () => false
  const { masterKeyId, credentials, secondFactors } = inspection
  const ids = new Set([masterKeyId, ...credentials.map(({ sealedSecret }) => readKeyId(sealedSecret))])
  const versions = new Set(secondFactors.flatMap(listFactorVersions))
  return (id) => ids.has(id) || versions.has(toSecretVersion(id))
}

/** Lists the ids of the keys in a file; none if it cannot be read. */
function listKeyIds(file: string): string[] {
  try {
    const [first, ...others] = parseMasterKeys(readFileSync(file, 'utf8'))
    if (first === undefined) return []
    const { current, previous } = createKeyRing(first, others)
    return [current, ...previous].map(({ id }) => id)
  } catch {
    return []
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}
