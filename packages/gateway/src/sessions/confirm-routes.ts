import { Type } from 'typebox'
import { createFieldError } from '../admin/check-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AuthContext } from './auth-context.ts'
import { type AuthRoutes, defineOwnRoute } from './auth-route.ts'
import { codeField, passkeyResponseField, passwordField } from './fields.ts'
import { showSession } from './show-session.ts'
import { askForPasskey } from './sign-in-routes.ts'

/** Routes to confirm that the administrator is still the person at the open page. */
export const confirmRoutes: AuthRoutes = {
  'POST confirm': defineOwnRoute(
    'session',
    Type.Object({ password: Type.Optional(passwordField), code: Type.Optional(codeField) }),
    async ({ password, code }, context, session) => {
      if ((password === undefined) === (code === undefined)) {
        throw createFieldError(
          'password',
          'or `code` is required, but not both: the session is confirmed with one of them',
        )
      }
      await attemptOwn(context, session, () =>
        password === undefined ? requireCode(code ?? '', context, session) : requirePassword(password, context),
      )
      await context.database.administrators.confirmSession(session.id, context.clock())
      return { data: await showSession(context) }
    },
  ),

  'POST confirm/passkey/begin': defineOwnRoute('session', Type.Object({}), async (_input, context) => ({
    data: { options: await askForPasskey(context) },
  })),

  'POST confirm/passkey': defineOwnRoute(
    'session',
    Type.Object({ response: passkeyResponseField }),
    async ({ response }, context, former) => {
      // This makes a new session, which replaces the former one.
      await context.ask('/passkey/verify-authentication', { body: { response }, otherwise: 'passkey_not_good' })
      const session = await context.identify()
      const { administrators } = context.database
      if (session?.administrator.id !== former.administrator.id) {
        if (session !== undefined) await administrators.endSession(session.id)
        throw new AppError('passkey_not_good', { message: 'This is the passkey of another administrator.' })
      }
      await administrators.endSession(former.id)
      return { data: await showSession(context, session) }
    },
  ),
}

/**
 * Does something that checks a password or a code of an administrator who is signed in. It counts as an attempt until it succeeds, so that a
 * thief of the session cannot guess the password.
 */
export async function attemptOwn<Result>(
  { attempts, clientAddress }: AuthContext,
  { administrator }: AdministratorSession,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const attempter = { clientAddress, device: `own ${administrator.id}` }
  await attempts.begin(attempter)
  const result = await attempt()
  await attempts.succeed(attempter)
  return result
}

/** @throws AppError `credentials_not_good` */
async function requirePassword(password: string, context: AuthContext): Promise<void> {
  await context.ask('/verify-password', { body: { password } })
}

/** @throws AppError `code_not_good` */
async function requireCode(code: string, context: AuthContext, { administrator }: AdministratorSession): Promise<void> {
  const listed = await context.database.administrators.find(administrator.id)
  // This call turns on an app that was set up but is not turned on yet.
  if (listed?.hasTotp !== true) throw new AppError('code_not_good')
  await context.ask('/two-factor/verify-totp', { body: { code }, otherwise: 'code_not_good' })
  await context.attempts.spendCode(administrator.id, code)
}
