import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { createAskAuth } from './ask-auth.ts'
import { createAttempts } from './attempts.ts'
import { type AuthContext, toSession } from './auth-context.ts'
import { authOpener } from './auth-opener.ts'
import { type AuthRoute, type AuthRoutes, requireConfirmation } from './auth-route.ts'
import { confirmRoutes } from './confirm-routes.ts'
import { type CookieNames, createCookieJar } from './cookies.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { passwordRoutes } from './password-routes.ts'
import { authPath, clientAddressHeader, type SessionDependencies, type Sessions } from './session-ports.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { totpRoutes } from './totp-routes.ts'

/** Every route. No other route of better-auth can be reached. */
const routes: AuthRoutes = {
  ...signInRoutes,
  ...invitationRoutes,
  ...confirmRoutes,
  ...passwordRoutes,
  ...totpRoutes,
  ...passkeyRoutes,
  ...oidcRoutes,
}

/** Opens the sessions at their first use. */
export function openSessions(dependencies: SessionDependencies, cookies: CookieNames): Sessions {
  const openAuth = authOpener(dependencies, cookies)
  const attempts = createAttempts(dependencies.database.attempts, dependencies.clock)
  const anyUrl = new URL(dependencies.publicUrl ?? 'http://localhost')

  function createContext({ origin, search }: Pick<URL, 'origin' | 'search'>, headers: Headers): AuthContext {
    const jar = createCookieJar(headers.get('cookie'))
    const clientAddress = headers.get(clientAddressHeader) ?? 'unknown'
    const asker = { origin, clientAddress, userAgent: headers.get('user-agent') ?? '', jar }
    const ask = createAskAuth((isAboutProvider) => openAuth(origin, isAboutProvider), asker)
    return {
      ...dependencies,
      ...{ origin, search, clientAddress, jar, cookies, attempts, ask },
      async identify() {
        if (jar.get(cookies.session) === undefined) return undefined
        return toSession(await ask('/get-session', { method: 'GET' }))
      },
    }
  }

  return {
    async identify(headers) {
      const context = createContext(anyUrl, headers)
      // A renewed cookie could not be sent to the browser here.
      return toSession(await context.ask('/get-session', { method: 'GET', query: '?disableRefresh=true' }))
    },

    async handle(request) {
      const url = new URL(request.url)
      const route = findRoute(request.method, url.pathname.slice(authPath.length + 1))
      const context = createContext(url, request.headers)
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

async function requireSession({ needs }: AuthRoute, context: AuthContext): Promise<AdministratorSession> {
  const session = await context.identify()
  if (session === undefined) throw new AppError('sign_in_required')
  if (needs === 'confirmation') requireConfirmation(session, context)
  return session
}
