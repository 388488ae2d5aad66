import { Type } from 'typebox'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import type { SealingKey } from '../vault/key-ring.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthRoutes, defineOpenRoute } from './auth-route.ts'
import { createDeviceCookie, readDeviceCookie } from './device.ts'
import { codeField, emailField, passkeyResponseField, passwordField } from './fields.ts'
import { allowsPasskeys, describeSession, showSession } from './show-session.ts'

/** Routes to see who is signed in, to sign in and to sign out. */
export const signInRoutes: AuthRoutes = {
  'GET session': defineOpenRoute(Type.Object({}), async (_input, context) => {
    const { origin, oidc } = context
    const session = await context.identify()
    const shown = session === undefined ? undefined : await describeSession(session, context)
    return { data: { session: shown ?? null, signInBy: describeWays(origin, oidc) } }
  }),

  'POST sign-in/password': defineOpenRoute(
    Type.Object({ email: emailField, password: passwordField }),
    async ({ email, password }, context) => {
      const attempter = nameAttempter(email, await requireOwnKey(context), context)
      await context.attempts.begin(attempter)
      const former = await context.identify()
      const { body } = await context.ask('/sign-in/email', { body: { email, password } })
      await endFormerSession(former, context)
      const needsCode = (body as { readonly twoFactorRedirect?: boolean }).twoFactorRedirect === true
      return needsCode ? { data: { secondFactor: ['totp', 'backup-code'] } } : finishSignIn(context, 'password')
    },
  ),

  'POST sign-in/totp': defineOpenRoute(Type.Object({ code: codeField }), async ({ code }, context) => {
    await context.attempts.begin(context)
    await refuseSession(context)
    await context.ask('/two-factor/verify-totp', { body: { code }, otherwise: 'code_not_good' })
    await spendCode(code, context)
    return finishSignIn(context, 'password and code')
  }),

  'POST sign-in/backup-code': defineOpenRoute(Type.Object({ code: codeField }), async ({ code }, context) => {
    await context.attempts.begin(context)
    await refuseSession(context)
    await context.ask('/two-factor/verify-backup-code', { body: { code }, otherwise: 'code_not_good' })
    return finishSignIn(context, 'password and backup code')
  }),

  'POST sign-in/passkey/begin': defineOpenRoute(Type.Object({}), async (_input, context) => {
    await context.attempts.ask('begin', context)
    return { data: { options: await askForPasskey(context) } }
  }),

  'POST sign-in/passkey': defineOpenRoute(
    Type.Object({ response: passkeyResponseField }),
    async ({ response }, context) => {
      const former = await context.identify()
      await context.ask('/passkey/verify-authentication', { body: { response }, otherwise: 'passkey_not_good' })
      await endFormerSession(former, context)
      return finishSignIn(context, 'passkey')
    },
  ),

  'POST sign-out': defineOpenRoute(Type.Object({}), async (_input, context) => {
    await context.ask('/sign-out')
    return { data: {} }
  }),
}

function describeWays(origin: string, oidc: AuthContext['oidc']) {
  const provider = oidc === undefined ? {} : { oidc: { name: new URL(oidc.issuer).hostname } }
  return { password: true, passkey: allowsPasskeys(origin), ...provider }
}

/** Finds to whose attempts a request with this email address counts. */
function nameAttempter(email: string, sealingKey: SealingKey, { clientAddress, jar, cookies }: AuthContext) {
  const address = email.toLowerCase()
  return { clientAddress, email: address, device: readDeviceCookie(jar.get(cookies.device), address, sealingKey) }
}

function requireOwnKey({ database, ring }: AuthContext): Promise<SealingKey> {
  return requireMasterKey(database.vault, ring)
}

/** Records a sign-in, and answers with its session. */
export async function finishSignIn(context: AuthContext, by: string) {
  return { data: await showSession(context, await recordSignIn(context, by)) }
}

/** Records a sign-in, and marks the browser as known from now on. @returns the new session */
export async function recordSignIn(context: AuthContext, by: string): Promise<AdministratorSession> {
  const session = await context.identify()
  if (session === undefined) throw new AppError('sign_in_required')
  const { administrator } = session
  const sealingKey = await requireOwnKey(context)
  await context.attempts.succeed(nameAttempter(administrator.email, sealingKey, context))
  context.jar.add(createDeviceCookie(administrator.email, sealingKey, context.cookies))
  await context.database.administration.record(
    describeSignIn('sign_in', administrator, context, [{ field: 'signInBy', from: null, to: by }]),
  )
  return session
}

/** Ends the session that a browser had before its user signed in again. */
export async function endFormerSession(
  former: AdministratorSession | undefined,
  { database }: AuthContext,
): Promise<void> {
  if (former !== undefined) await database.administrators.endSession(former.id)
}

/** Makes the options with which the browser asks for a passkey. A passkey alone lets its holder in, so it has to ask for a PIN or a finger. */
export async function askForPasskey(context: AuthContext): Promise<object> {
  const { body } = await context.ask('/passkey/generate-authenticate-options', { method: 'GET' })
  return { ...(body as object), userVerification: 'required' }
}

/** Uses up a code, because better-auth accepts a valid code as often as it is sent. */
async function spendCode(code: string, context: AuthContext): Promise<void> {
  const session = await context.identify()
  if (session === undefined) throw new AppError('sign_in_again')
  try {
    await context.attempts.spendCode(session.administrator.id, code)
  } catch (error) {
    await context.database.administrators.endSession(session.id)
    throw error
  }
}

/** Refuses a request with a session, because better-auth would then use the code for another purpose. */
async function refuseSession(context: AuthContext): Promise<void> {
  if ((await context.identify()) !== undefined) throw new AppError('sign_in_again')
}
