import { after, before, describe } from 'node:test'
import type { Clock } from '../../src/core/clock.ts'
import { type ComposedGateway, startComposedGateway } from '../servers/composed-gateway.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres-server.ts'
import { createSignInClient, type SignInClient } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** A gateway for one test, whose administrators can sign in. */
export interface SignInStand extends AsyncDisposable {
  readonly gateway: ComposedGateway
  readonly database: ComposedGateway['database']
  /** Opens another browser. @param url where it reaches the gateway */
  browser(url?: string): SignInClient
}

/** Settings of a stand that differ from the usual ones. */
export interface StandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: Clock
}

/** Starts a stand, on an empty database of the engine. */
export type StartStand = (options?: StandOptions) => Promise<SignInStand>

/** Describes the same tests on SQLite and on PostgreSQL. */
export function describeOnEachEngine(name: string, describeIt: (startStand: StartStand) => void): void {
  describe(`${name}, on SQLite`, () => describeIt((options) => startStand(options)))

  describe(`${name}, on PostgreSQL`, () => {
    let server: PostgresServer
    before(async () => {
      server = await startPostgres()
    })
    after(() => server[Symbol.asyncDispose]())
    describeIt(async ({ env, ...options } = {}) =>
      startStand({ ...options, env: { ...env, SIGNPOST_DATABASE_URL: await server.createDatabase() } }),
    )
  })
}

/** Starts a stand on SQLite, or on the database that its settings name. */
export async function startStand(options: StandOptions = {}): Promise<SignInStand> {
  const dir = makeTempDir()
  const gateway = await startComposedGateway({ dataDir: dir.path, ...options })
  return {
    gateway,
    database: gateway.database,
    browser: (url = gateway.url) => createSignInClient(url),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}
