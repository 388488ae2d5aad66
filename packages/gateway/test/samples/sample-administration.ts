import assert from 'node:assert/strict'
import Sqlite from 'better-sqlite3'
import type { Static, TObject } from 'typebox'
import { Errors } from 'typebox/schema'
import type { Act, Given, Reading } from '../../src/admin/act.ts'
import type { AdminDependencies } from '../../src/admin/dependencies.ts'
import type { CredentialReport } from '../../src/admin/probe-credential.ts'
import { findConfig, printConfig } from '../../src/config/load-config.ts'
import { AppError } from '../../src/core/app-error.ts'
import type { RenewalRepository } from '../../src/core/ports.ts'
import { Secret } from '../../src/core/secret.ts'
import { migrateToLatest } from '../../src/database/migrate.ts'
import { createRepositories } from '../../src/database/repositories.ts'
import { createAuditBatchWriter } from '../../src/database/sqlite-audit-batch.ts'
import { createSqliteAuditCounter } from '../../src/database/sqlite-audit-counter.ts'
import { createSqliteAuditRepository } from '../../src/database/sqlite-audit-repository.ts'
import { openSqlite } from '../../src/database/sqlite-dialect.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { createChangeFeedStub } from './change-feed-stub.ts'
import { sampleAccount, sampleTime } from './samples.ts'

/** An installation in memory for the tests of acts: one account, a fixed clock, consecutive ids. */
export interface SampleAdministration {
  readonly dependencies: AdminDependencies
  /** The renewals, which the nodes of an installation use and acts do not. */
  readonly renewals: RenewalRepository
  /** S3's report on every credential. A test may change it. */
  report: CredentialReport
  /** The buckets that were probed. */
  readonly probed: (string | undefined)[]
  /** Runs an act, and checks its result against the act's schema. */
  run<Input extends TObject, Result extends TObject>(
    act: Act<Input, Result, never>,
    input: Given<Static<Input>>,
    overrides?: Partial<AdminDependencies>,
  ): Promise<Reading<Static<Result>>>
  close(): Promise<void>
}

/** Secrets that every test may use. */
export const sampleSecrets = {
  secretAccessKey: new Secret('a-secret-access-key'),
  sessionToken: new Secret('a-session-token'),
}

/** The input of `add_credential` without its secret, for a store that gets no requests. */
export const sampleStore = {
  accessKeyId: 'AKIDEXAMPLE',
  region: 'eu-central-1',
  endpoint: 'https://s3.store.invalid',
} as const

/** Makes the installation. */
export async function createAdministration(): Promise<SampleAdministration> {
  const sqlite = new Sqlite(':memory:')
  const db = openSqlite(sqlite)
  await migrateToLatest(db)
  const audit = createSqliteAuditRepository(db, createChangeFeedStub(), {
    run: async (statements) => statements.map(({ sql, parameters }) => sqlite.prepare(sql).run(parameters).changes),
    appendAudit: async (batch, isCareful) => createAuditBatchWriter(sqlite).append(batch, isCareful),
    countAudit: async () => createSqliteAuditCounter(sqlite).countNext(),
    close: async () => {},
  })
  const repositories = { ...createRepositories(db), audit }
  const account = sampleAccount({ id: 'acc_mine', name: 'default' })
  await repositories.accounts.insert(account)
  let ids = 0
  const probed: (string | undefined)[] = []
  const administration: SampleAdministration = {
    report: { status: 'good', explanation: 'S3 knows the keys.' },
    probed,
    renewals: repositories.renewals,
    dependencies: {
      ...repositories,
      ring: createKeyRing(Buffer.alloc(32, 1)),
      masterKey: { source: 'file', files: { current: 'master.key', previous: 'master.key.previous' }, isShared: false },
      installation: {
        settings: () =>
          printConfig(findConfig({ env: { SIGNPOST_PORT: '9090', SIGNPOST_REDIS_URL: 'redis://:hunter2@redis' } })),
        databaseKind: 'sqlite',
        databasePlace: '/srv/signpost/signpost.db',
        dataDirectory: '/srv/signpost',
      },
      dashboardUrl: 'http://localhost:8080/dashboard',
      actor: { via: 'command-line', name: 'alice' },
      accountId: account.id,
      clock: () => sampleTime,
      newId: (prefix) => `${prefix}_${++ids}`,
      newToken: () => `at_${String(ids).padStart(33, '0')}`,
      allowPrivateEndpoints: false,
      allowMachineKeys: true,
      allowLoopbackEndpoints: true,
      reach: 'installation',
      multipartDays: 7,
      fetchKeys: () => assert.fail('no source may be asked for keys'),
      askStore: () => assert.fail('the store must not be asked'),
      tryStore: () => assert.fail('nothing may be written to the store'),
      async probe(_, bucket) {
        probed.push(bucket)
        return administration.report
      },
    },
    async run(act, input, overrides = {}) {
      const result = await act.run(input, { ...administration.dependencies, ...overrides } as never)
      assert.deepEqual(Errors(act.result, result)[1], [])
      for (const secret of Object.values(sampleSecrets)) assert.ok(!JSON.stringify(result).includes(secret.reveal()))
      return result
    },
    close: () => db.destroy(),
  }
  return administration
}

/** Reads the refusal of an act: the code, and the problems or the message. */
export async function beRefusedBy(running: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await running
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    const { code, message, details } = error
    return { code, message: details?.map((detail) => detail.message).join('\n') ?? message }
  }
  return assert.fail('the act was not refused')
}
