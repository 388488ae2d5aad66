import type { FastifyInstance, InjectOptions } from 'fastify'
import type { AdminDependencies } from '../../src/admin/dependencies.ts'
import type { AdministratorSession, Role } from '../../src/core/administrator.ts'
import type { AppDependencies } from '../../src/http/create-app.ts'
import { createAdministration, type SampleAdministration } from './sample-administration.ts'
import { createSampleApp } from './sample-app.ts'
import { sampleAccount, sampleTime } from './samples.ts'

/** Who sends a request: the role, with an account for roles that have one. */
export type Asker = 'owner' | 'operator' | 'auditor' | 'operator elsewhere' | 'nobody'

/** Every kind of asker. */
export const askers: readonly Asker[] = ['owner', 'operator', 'auditor', 'operator elsewhere', 'nobody']

/** The gateway's own origin. */
export const ownOrigin = 'http://localhost:8080'

/** The account that the acts of the stand work on. */
export const ownAccount = 'acc_mine'

/** An answer of the administration API. */
export interface AdminAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly details?: readonly { readonly parameter: string; readonly message: string }[]
  }
}

/** The administration API on an installation in memory, with a session for each asker. */
export interface AdminStand {
  readonly admin: SampleAdministration
  readonly app: FastifyInstance
  /** The time at which every session was last confirmed. */
  confirmedAt: number
  /** Ends the sessions of an asker. */
  endSessions(asker: Asker): void
  /** Begins a shutdown. */
  drain(): void
  /** Sends a request as a page of the gateway does, unless its headers differ. */
  send(asker: Asker, request: InjectOptions): Promise<AdminAnswer>
  /** Sends a POST request with JSON. */
  post(asker: Asker, path: string, body: object): Promise<AdminAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

/** The parts that replace those of the sample. */
interface StandParts {
  readonly dependencies?: Partial<AdminDependencies>
  readonly app?: Partial<AppDependencies>
  /** How often a stream checks its session. */
  readonly beatMs?: number
}

/** Makes the stand. */
export async function createAdminStand(parts: StandParts = {}): Promise<AdminStand> {
  const admin = await createAdministration()
  await admin.dependencies.accounts.insert(sampleAccount({ id: 'acc_other', name: 'other' }))
  const ended = new Set<Asker>()
  let isDraining = false
  const app = createSampleApp({
    ...parts.app,
    administration: {
      identify: async (headers) => findSession(headers.get('cookie')),
      dependencies: { ...admin.dependencies, ...parts.dependencies },
      isDraining: () => isDraining,
      ...(parts.beatMs === undefined ? {} : { beatMs: parts.beatMs }),
      buildDocument: async () => ({ openapi: '3.1.1' }),
    },
  })

  function findSession(cookie: string | null): AdministratorSession | undefined {
    const asker = /(?:^|; )session=([a-z%0-9]+)/.exec(cookie ?? '')?.[1]
    if (asker === undefined) return undefined
    const name = decodeURIComponent(asker) as Asker
    if (name === 'nobody' || ended.has(name)) return undefined
    const role = name.split(' ')[0] as Role
    const account = name === 'owner' ? {} : { accountId: name === 'operator elsewhere' ? 'acc_other' : ownAccount }
    const administrator = { id: `adm_${role}`, email: `${role}@example.com`, name: role, role, ...account }
    const { confirmedAt } = stand
    return { id: `ses_${role}`, administrator, createdAt: 0, confirmedAt, expiresAt: sampleTime + 3_600_000 }
  }

  const stand: AdminStand = {
    admin,
    app,
    confirmedAt: sampleTime,
    endSessions: (asker) => void ended.add(asker),
    drain: () => {
      isDraining = true
    },
    async send(asker, { headers = {}, ...request }) {
      const usual = { host: 'localhost:8080', cookie: `session=${encodeURIComponent(asker)}` }
      const { statusCode, body, headers: told } = await app.inject({ ...request, headers: { ...usual, ...headers } })
      const isJson = body !== '' && String(told['content-type']).startsWith('application/json')
      return { status: statusCode, headers: told, text: body, ...(isJson ? JSON.parse(body) : {}) }
    },
    post(asker, path, body) {
      return stand.send(asker, {
        method: 'POST',
        url: path,
        headers: { origin: ownOrigin, 'content-type': 'application/json' },
        payload: JSON.stringify(body),
      })
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await admin.close()
    },
  }
  return stand
}
