import { createHash, randomBytes } from 'node:crypto'
import type { NewInvitation } from '../../src/core/administrator-ports.ts'
import { newId } from '../../src/core/ids.ts'
import type { Database } from '../../src/core/ports.ts'

/** An answer of the gateway. */
export interface SignInAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the fields that it expects
  readonly data: any
  readonly error: {
    readonly code: string
    readonly message: string
    readonly details?: readonly { parameter: string; message: string }[]
  }
}

/** The parts of a browser that signing in needs: it keeps cookies and sends its origin. */
export interface SignInClient {
  readonly url: string
  readonly cookies: Map<string, string>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<SignInAnswer>
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<SignInAnswer>
}

/** Makes a client of a gateway. */
export function createSignInClient(url: string): SignInClient {
  const cookies = new Map<string, string>()

  async function send(path: string, init: RequestInit): Promise<SignInAnswer> {
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie)
    const response = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value.join('='))
    }
    const text = await response.text()
    const { data, error } = text === '' ? {} : JSON.parse(text)
    return { status: response.status, headers: response.headers, data, error }
  }

  return {
    url,
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body = {}, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { origin: url, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}

/** A password that the gateway accepts. */
export const goodPassword = 'plinth-otter-mosaic-41'

/** Stores an invitation. @returns its token */
export async function inviteTo(database: Database, overrides: Partial<NewInvitation> = {}): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const now = Date.now()
  await database.administrators.invite({
    ...{ id: newId('inv'), hash: createHash('sha256').update(token).digest('hex'), kind: 'invitation', role: 'owner' },
    ...{ createdAt: now, expiresAt: now + 86_400_000, ...overrides },
  })
  return token
}

/** Makes an administrator and signs in. */
export async function signUp(
  client: SignInClient,
  database: Database,
  email: string,
  overrides: Partial<NewInvitation> = {},
): Promise<SignInAnswer> {
  const token = await inviteTo(database, overrides)
  return client.post('/admin/auth/invitation/accept', { token, email, name: email, password: goodPassword })
}
