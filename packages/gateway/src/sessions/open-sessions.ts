import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { type AuthQuestion, createAskAuth } from './ask-auth.ts'
import { createAttempts } from './attempts.ts'
import { type AuthContext, toSession } from './auth-context.ts'
import { authOpener } from './auth-opener.ts'
import type { AuthRoute, AuthRoutes } from './auth-route.ts'
import { type CookieNames, createCookieJar } from './cookies.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { authPath, clientAddressHeader, type SessionDependencies, type Sessions } from './session-ports.ts'
import { signInRoutes } from './sign-in-routes.ts'

/** Every route. What is not in here is not reachable, whatever better-auth has. */
const routes: AuthRoutes = { ...signInRoutes, ...invitationRoutes }

/** The sessions, once somebody needs them. */
export function openSessions(dependencies: SessionDependencies, cookies: CookieNames): Sessions {
  const openAuth = authOpener(dependencies, cookies)
  const attempts = createAttempts(dependencies.database.attempts, dependencies.clock)
  const anyOrigin = dependencies.publicUrl ?? 'http://localhost'

  function createContext(origin: string, headers: Headers): AuthContext {
    const jar = createCookieJar(headers.get('cookie'))
    const clientAddress = headers.get(clientAddressHeader) ?? 'unknown'
    const asker = { origin, clientAddress, userAgent: headers.get('user-agent') ?? '', jar }
    const ask = createAskAuth((oidc: AuthQuestion['oidc']) => openAuth(origin, oidc), asker)
    return {
      ...dependencies,
      ...{ origin, clientAddress, jar, cookies, attempts, ask },
      async identify() {
        if (jar.get(cookies.session) === undefined) return undefined
        return toSession(await ask('/get-session', { method: 'GET' }))
      },
    }
  }

  return {
    async identify(headers) {
      const context = createContext(anyOrigin, headers)
      // What would be renewed has no way to the browser here.
      return toSession(await context.ask('/get-session', { method: 'GET', query: '?disableRefresh=true' }))
    },

    async handle(request) {
      const { origin, pathname } = new URL(request.url)
      const route = findRoute(request.method, pathname.slice(authPath.length + 1))
      const context = createContext(origin, request.headers)
      const session = route.needs === 'nobody' ? undefined : await requireSession(route, context)
      const input: unknown = request.method === 'POST' ? await request.json() : {}
      const answer = await route.run(input, context, session)
      const headers = new Headers({ 'cache-control': 'no-store' })
      for (const cookie of context.jar.list()) headers.append('set-cookie', cookie)
      if ('data' in answer) return Response.json({ data: answer.data }, { headers })
      headers.set('location', answer.location)
      return new Response(null, { status: 302, headers })
    },
  }
}

function findRoute(method: string, name: string): AuthRoute {
  const route = Object.entries(routes).find(([key]) => key === `${method} ${name}`)?.[1]
  if (route !== undefined) return route
  const other = Object.keys(routes).find((key) => key.split(' ')[1] === name)
  if (other === undefined) throw new AppError('route_not_found')
  throw new AppError('method_not_allowed', { headers: { allow: other.split(' ')[0] ?? '' } })
}

/** For so long a session counts as confirmed. */
const confirmationMs = 10 * 60_000

async function requireSession({ needs }: AuthRoute, context: AuthContext): Promise<AdministratorSession> {
  const session = await context.identify()
  if (session === undefined) throw new AppError('sign_in_required')
  const confirmedForMs = Math.abs(context.clock() - session.confirmedAt)
  if (needs === 'confirmation' && confirmedForMs > confirmationMs) throw new AppError('confirmation_required')
  return session
}
