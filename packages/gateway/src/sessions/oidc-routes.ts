import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthAnswer, type AuthRoutes, defineOpenRoute, defineOwnRoute } from './auth-route.ts'
import { oidcProvider } from './oidc-provider-name.ts'
import { showSession } from './show-session.ts'
import { recordSignIn } from './sign-in-routes.ts'

const returnToField = Type.Optional(
  Type.String({
    description: 'Path of the page to return to',
    maxLength: 2000,
    pattern: '^/dashboard(?:/[\\w.~%/-]*)?(?:\\?[!$-\\[\\]-~]*)?$',
    'x-rule': 'must be a path of the dashboard: /dashboard/tokens',
  }),
)
const withReturn = Type.Object({ returnTo: returnToField })

/** Routes to sign in at an OpenID Connect provider, and to link one's own account there. */
export const oidcRoutes: AuthRoutes = {
  'POST sign-in/oidc': defineOpenRoute(withReturn, async ({ returnTo }, context) => {
    requireProvider(context)
    await context.attempts.ask('begin', context)
    return beginAt('/sign-in/social', context, { returnTo, failAt: '/dashboard/sign-in' })
  }),

  'POST confirm/oidc': defineOwnRoute('session', withReturn, async ({ returnTo }, context, session) => {
    // The provider sends the browser back without the strict cookie, so this cookie says which session ends then. It lets nobody in.
    context.jar.add(writeFormerCookie(session.id, context))
    const asksAgain = { additionalParams: { prompt: 'login', max_age: '0' } }
    return beginAt('/sign-in/social', context, { returnTo, failAt: '/dashboard/sign-in', ...asksAgain })
  }),

  'POST oidc/link': defineOwnRoute('confirmation', withReturn, async ({ returnTo }, context) =>
    beginAt('/link-social', context, { returnTo, failAt: returnTo ?? '/dashboard/security' }),
  ),

  'POST oidc/unlink': defineOwnRoute('confirmation', Type.Object({}), async (_input, context, { administrator }) => {
    const { administrators } = context.database
    const listed = await administrators.find(administrator.id)
    if (listed !== undefined && !listed.hasPassword && listed.passkeys === 0) {
      throw new AppError('not_changeable', { message: 'This is your only way to sign in. Choose a password first.' })
    }
    await administrators.unlink(administrator.id, describeSignIn('unlink_oidc', administrator, context))
    return { data: await showSession(context) }
  }),

  'GET callback/oidc': defineOpenRoute(Type.Object({}), async (_input, context) => {
    requireProvider(context)
    const before = context.jar.get(context.cookies.session)
    const { location = '/dashboard' } = await context.ask(`/callback/${oidcProvider}`, {
      method: 'GET',
      query: context.search,
      isAboutProvider: true,
    })
    const target = new URL(location, context.origin)
    const page =
      target.origin === context.origin && target.pathname.startsWith('/dashboard') ? target.pathname : undefined
    const error = target.searchParams.get('error')
    if (error !== null) return { location: `${page ?? '/dashboard/sign-in'}?error=${toOidcError(error)}` }
    if (context.jar.get(context.cookies.session) !== before) await finishCallback(context)
    return { location: page === undefined ? '/dashboard' : `${page}${target.search}` }
  }),
}

interface Beginning {
  readonly returnTo: string | undefined
  readonly failAt: string
  readonly additionalParams?: Readonly<Record<string, string>>
}

async function beginAt(
  path: string,
  context: AuthContext,
  { returnTo, failAt, ...more }: Beginning,
): Promise<AuthAnswer> {
  requireProvider(context)
  // Complete URLs of the gateway, because better-auth accepts few characters in a path.
  const { origin } = context
  const places = {
    callbackURL: `${origin}${returnTo ?? '/dashboard'}`,
    errorCallbackURL: `${origin}${failAt.split('?')[0]}`,
  }
  const { body } = await context.ask(path, {
    body: { provider: oidcProvider, ...places, disableRedirect: true, ...more },
    isAboutProvider: true,
  })
  return { data: { url: (body as { readonly url: string }).url } }
}

function requireProvider({ oidc }: AuthContext): void {
  if (oidc === undefined) throw new AppError('oidc_not_configured')
}

async function finishCallback(context: AuthContext): Promise<void> {
  const { administrator } = await recordSignIn(context, 'oidc')
  const former = context.jar.get(context.cookies.former)
  if (former === undefined) return
  const own = await context.database.administrators.listSessions(context.clock(), administrator.id)
  if (own.some(({ id }) => id === former)) await context.database.administrators.endSession(former)
  context.jar.add(`${context.cookies.former}=; Max-Age=0; Path=/${context.cookies.isSecure ? '; Secure' : ''}`)
}

function writeFormerCookie(id: string, { cookies }: AuthContext): string {
  const attributes = `Max-Age=600; Path=/; HttpOnly; SameSite=Lax${cookies.isSecure ? '; Secure' : ''}`
  return `${cookies.former}=${id}; ${attributes}`
}

const errors: Readonly<Record<string, ErrorCode>> = {
  signup_disabled: 'oidc_not_invited',
  email_not_found: 'oidc_not_invited',
  account_not_linked: 'oidc_not_linked',
  unable_to_link_account: 'oidc_not_linked',
  account_already_linked_to_different_user: 'oidc_linked_elsewhere',
  access_denied: 'oidc_refused',
}

function toOidcError(said: string): ErrorCode {
  return errors[said] ?? 'oidc_failed'
}
