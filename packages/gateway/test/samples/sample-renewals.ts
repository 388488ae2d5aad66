import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import type { Credential } from '../../src/core/model.ts'
import { Secret } from '../../src/core/secret.ts'
import { migrateToLatest } from '../../src/database/migrate.ts'
import { createRepositories } from '../../src/database/repositories.ts'
import { openSqlite } from '../../src/database/sqlite-dialect.ts'
import { sealCredentialSecret } from '../../src/vault/credential-secret.ts'
import type { FetchedKeys, FetchKeys, KeyRequest } from '../../src/vault/fetch-keys.ts'
import { createKeyRing, type KeyRing } from '../../src/vault/key-ring.ts'
import { type Renewals, startRenewals } from '../../src/vault/renewals.ts'
import { createChangeFeedStub } from './change-feed-stub.ts'
import { sampleAccount, sampleCredential, sampleTime } from './samples.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

/** Nodes that renew the credentials of one database in memory, with a clock that stands still at {@link sampleTime}. */
export interface SampleRenewals extends AsyncDisposable {
  readonly repositories: ReturnType<typeof createRepositories>
  readonly ring: KeyRing
  readonly now: number
  /** The log of all nodes. */
  readonly log: string
  /** The requests to the sources. */
  readonly asked: readonly KeyRequest[]
  /** The behaviour of every source. By default it returns keys for an hour: `ASIA1`, `ASIA2`, and so on. */
  source: FetchKeys
  /** Starts a node. @param fetch the behaviour of its own sources */
  startNode(fetch?: FetchKeys): Renewals
  /** Moves the clock, and makes every node check. */
  moveTo(time: number): Promise<void>
  /** Stores a credential `one` with the access key `ASIAOLD` that is due now, unless the fields say otherwise. */
  store(fields: { readonly [Name in keyof Credential]?: Credential[Name] | undefined }): Promise<Credential>
  read(name?: string): Promise<Credential>
}

/** Makes the database. Disposing of it ends its nodes. */
export async function startSampleRenewals(): Promise<SampleRenewals> {
  const accountId = 'acc_1'
  const db = openSqlite(new Sqlite(':memory:'))
  await migrateToLatest(db)
  const repositories = createRepositories(db)
  await repositories.accounts.insert(sampleAccount({ id: accountId }))
  const ring = createKeyRing(Buffer.alloc(32, 1))
  const changes = createChangeFeedStub()
  const nodes: Renewals[] = []
  const asked: KeyRequest[] = []
  let now = sampleTime
  let log = ''
  const sink = {
    write(line: string) {
      log += line
    },
  }

  const sample: SampleRenewals = {
    repositories,
    ring,
    asked,
    get now() {
      return now
    },
    get log() {
      return log
    },
    source: async () => sampleKeys(`ASIA${asked.length}`, now + hourMs),
    startNode(fetch = (request) => sample.source(request)) {
      const node = startRenewals({
        repository: repositories.renewals,
        credentials: repositories.credentials,
        vault: repositories.vault,
        changes,
        ring,
        clock: () => now,
        fetchKeys(request) {
          asked.push(request)
          return fetch(request)
        },
        logger: pino({ base: null }, sink),
        random: () => 0,
      })
      nodes.push(node)
      return node
    },
    async moveTo(time) {
      now = time
      changes.speak()
      // Longer than the time for which nodes collect changes.
      await sleep(100)
    },
    async store(fields) {
      const due = { source: { from: 'instance' }, renewal: { dueAt: now } } as const
      const given = { accountId, name: 'one', accessKeyId: 'ASIAOLD', ...due, ...fields }
      const credential = sampleCredential(
        Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      )
      const sealedSecret = sealCredentialSecret({ secretAccessKey: new Secret('old') }, credential, ring)
      await repositories.credentials.insert({ ...credential, sealedSecret })
      return { ...credential, sealedSecret }
    },
    async read(name = 'one') {
      return (await repositories.credentials.findByName(accountId, name)) ?? assert.fail()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node.close()))
      await db.destroy()
    },
  }
  return sample
}

/** Temporary keys, whose secrets name them. */
export function sampleKeys(accessKeyId: string, expiresAt: number): FetchedKeys {
  const secretAccessKey = new Secret(`secret of ${accessKeyId}`)
  return { accessKeyId, secret: { secretAccessKey, sessionToken: new Secret(`session of ${accessKeyId}`) }, expiresAt }
}
