import { Type } from 'typebox'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthAnswer, type AuthRoutes, defineOwnRoute } from './auth-route.ts'
import { attemptOwn } from './confirm-routes.ts'
import { codeField, passwordField } from './fields.ts'
import { showSession } from './show-session.ts'

const withPassword = Type.Object({ password: passwordField })

/** Routes for codes of an app as a second factor (TOTP, RFC 6238), and for backup codes, for when the phone is lost. */
export const totpRoutes: AuthRoutes = {
  'POST totp/begin': defineOwnRoute('session', withPassword, async ({ password }, context, session) => {
    await requireOwnPassword(context, session)
    const question = { body: { password, method: 'totp' } }
    const { body } = await attemptOwn(context, session, () => context.ask('/two-factor/enable', question))
    const { totpURI: uri, backupCodes } = body as { readonly totpURI: string; readonly backupCodes: readonly string[] }
    return { data: { uri, secret: new URL(uri).searchParams.get('secret'), backupCodes } }
  }),

  'POST totp/enable': defineOwnRoute(
    'session',
    Type.Object({ code: codeField }),
    async ({ code }, context, session) => {
      const question = { body: { code }, otherwise: 'code_not_good' } as const
      await attemptOwn(context, session, () => context.ask('/two-factor/verify-totp', question))
      return finish('enable_totp', context, session)
    },
  ),

  'POST totp/disable': defineOwnRoute('session', withPassword, async ({ password }, context, session) => {
    await attemptOwn(context, session, () => context.ask('/two-factor/disable', { body: { password } }))
    return finish('disable_totp', context, session)
  }),

  'POST totp/backup-codes': defineOwnRoute('session', withPassword, async ({ password }, context, session) => {
    const question = { body: { password } }
    const { body } = await attemptOwn(context, session, () =>
      context.ask('/two-factor/generate-backup-codes', question),
    )
    await context.database.administration.record(describeSignIn('make_backup_codes', session.administrator, context))
    const { backupCodes } = body as { readonly backupCodes: readonly string[] }
    return { data: { backupCodes } }
  }),
}

/** Requires a password, because a code is asked for only after a password. */
async function requireOwnPassword({ database }: AuthContext, { administrator }: AdministratorSession): Promise<void> {
  if ((await database.administrators.find(administrator.id))?.hasPassword === true) return
  throw new AppError('not_changeable', {
    message: 'Choose a password first: a code is asked for only after a password.',
  })
}

async function finish(act: string, context: AuthContext, { administrator }: AdministratorSession): Promise<AuthAnswer> {
  await context.database.administration.record(describeSignIn(act, administrator, context))
  return { data: await showSession(context) }
}
