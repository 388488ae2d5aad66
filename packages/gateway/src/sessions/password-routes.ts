import { Type } from 'typebox'
import { createFieldError } from '../admin/check-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthRoutes, defineOwnRoute, requireConfirmation } from './auth-route.ts'
import { attemptOwn } from './confirm-routes.ts'
import { passwordField } from './fields.ts'
import { hashPassword, requireGoodPassword } from './password-rules.ts'
import { showSession } from './show-session.ts'

/** Routes for one's own password. Changing it ends every other session. */
export const passwordRoutes: AuthRoutes = {
  'POST password/change': defineOwnRoute(
    'session',
    Type.Object({ currentPassword: Type.Optional(passwordField), newPassword: passwordField }),
    async ({ currentPassword, newPassword }, context, session) => {
      const { administrator } = session
      const { administrators } = context.database
      const listed = await administrators.find(administrator.id)
      await requireGoodPassword(newPassword, administrator, 'newPassword')
      if (listed?.hasPassword !== true) {
        requireConfirmation(session, context)
        const event = describeSignIn('choose_password', administrator, context)
        await administrators.setPassword(administrator.id, await hashPassword(newPassword), context.clock(), event)
        await administrators.endSessions(administrator.id, session.id)
        return { data: await showSession(context) }
      }
      if (currentPassword === undefined) throw createFieldError('currentPassword', 'is required: the current password')
      if (currentPassword === newPassword)
        throw createFieldError('newPassword', 'must differ from the current password')
      await changePassword(currentPassword, newPassword, context, session)
      return { data: await showSession(context) }
    },
  ),
}

async function changePassword(
  currentPassword: string,
  newPassword: string,
  context: AuthContext,
  session: AdministratorSession,
): Promise<void> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true }
  await attemptOwn(context, session, () => context.ask('/change-password', { body }))
  await context.database.administration.record(describeSignIn('change_password', session.administrator, context))
}
