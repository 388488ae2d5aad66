import { Type } from 'typebox'
import { createFieldError } from '../admin/check-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AuthContext } from './auth-context.ts'
import { type AuthRoutes, defineOwnRoute } from './auth-route.ts'
import { codeField, passkeyResponseField, passwordField } from './fields.ts'
import { showSession } from './show-session.ts'
import { askForPasskey } from './sign-in-routes.ts'

/** Confirming that it is still the administrator who sits at the open page. */
export const confirmRoutes: AuthRoutes = {
  'POST confirm': defineOwnRoute(
    'session',
    Type.Object({ password: Type.Optional(passwordField), code: Type.Optional(codeField) }),
    async ({ password, code }, context, session) => {
      if ((password === undefined) === (code === undefined)) {
        throw createFieldError('password', 'or `code` is required, one of them: what the session is confirmed with')
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
      // It makes a new session, which takes the place of the former one.
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
 * Does what takes a password or a code of somebody who is signed in. It counts as an attempt until it succeeds: who has got hold of the
 * session shall not guess the password.
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
  // What was set up and not turned on yet would be turned on by it.
  if (listed?.hasTotp !== true) throw new AppError('code_not_good')
  await context.ask('/two-factor/verify-totp', { body: { code }, otherwise: 'code_not_good' })
  await context.attempts.spendCode(administrator.id, code)
}
