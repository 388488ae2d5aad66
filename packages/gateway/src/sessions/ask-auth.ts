import type { ErrorCode } from '../core/error-table.ts'
import { toSignInError } from './auth-errors.ts'
import type { CookieJar } from './cookies.ts'
import type { Auth } from './open-auth.ts'
import { authPath, clientAddressHeader } from './session-ports.ts'

/** A request to better-auth. */
export interface AuthQuestion {
  readonly method?: 'GET' | 'POST'
  readonly query?: string
  readonly body?: object
  /** Our code for an error to which no code of ours corresponds. */
  readonly otherwise?: ErrorCode
  /** Whether the provider has to be asked for its description first. */
  readonly isAboutProvider?: boolean
}

/** The answer of better-auth. */
export interface AuthReply {
  readonly body: unknown
  readonly location: string | undefined
}

/** Asks better-auth at one of its paths. @throws AppError */
export type AskAuth = (path: string, question?: AuthQuestion) => Promise<AuthReply>

/** Who sends the request. */
export interface Asker {
  readonly origin: string
  readonly clientAddress: string
  readonly userAgent: string
  readonly jar: CookieJar
}

/**
 * Creates the function that asks better-auth, for one request. better-auth gets a request of our own making: only the cookies and the user
 * agent are the client's.
 */
export function createAskAuth(openAuth: (isAboutProvider: boolean) => Promise<Auth>, asker: Asker): AskAuth {
  const { origin, clientAddress, userAgent, jar } = asker
  return async (name, { method = 'POST', query = '', body, otherwise, isAboutProvider = false } = {}) => {
    const auth = await openAuth(isAboutProvider)
    const headers = new Headers({ origin, [clientAddressHeader]: clientAddress })
    if (userAgent !== '') headers.set('user-agent', userAgent)
    if (jar.header !== '') headers.set('cookie', jar.header)
    if (method === 'POST') headers.set('content-type', 'application/json')
    const response = await auth.handler(
      new Request(`${origin}${authPath}${name}${query}`, {
        method,
        headers,
        ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
      }),
    )
    for (const cookie of response.headers.getSetCookie()) jar.add(cookie)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('application/json') === true
    const answer: unknown = isJson && text !== '' ? JSON.parse(text) : null
    if (response.status >= 400) throw toSignInError(response.status, answer, otherwise)
    return { body: answer, location: response.headers.get('location') ?? undefined }
  }
}
