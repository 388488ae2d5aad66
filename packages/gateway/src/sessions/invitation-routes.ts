import { Type } from 'typebox'
import { createFieldError } from '../admin/check-input.ts'
import { hashInvitationToken } from '../admin/invitation-link.ts'
import { toJsonValue } from '../admin/to-json-value.ts'
import type { Invitation } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import { newId } from '../core/ids.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthRoutes, defineOpenRoute } from './auth-route.ts'
import { emailField, passwordField, personField } from './fields.ts'
import { gradePassword, hashPassword, requireGoodPassword } from './password-rules.ts'
import { endFormerSession, finishSignIn } from './sign-in-routes.ts'

const tokenField = Type.String({ description: 'The part of the link after the #', minLength: 1, maxLength: 200 })

/** Invitations, and links for a new password. */
export const invitationRoutes: AuthRoutes = {
  'POST invitation/show': defineOpenRoute(Type.Object({ token: tokenField }), async ({ token }, context) => {
    await context.attempts.begin(context)
    const invitation = await findInvitation(token, context)
    const { kind, role, email, accountId, expiresAt } = invitation
    const whose = await findOwner(invitation, context)
    const account = accountId === undefined ? undefined : await context.database.accounts.find(accountId)
    return {
      data: toJsonValue({
        kind: kind === 'reset' ? 'reset' : 'invitation',
        role: whose?.role ?? role,
        email: whose?.email ?? email,
        accountName: account?.name,
        expiresAt,
      }) as object,
    }
  }),

  'POST invitation/accept': defineOpenRoute(
    Type.Object({
      token: tokenField,
      email: Type.Optional(emailField),
      name: Type.Optional(personField),
      password: passwordField,
    }),
    async ({ token, password, ...given }, context) => {
      await context.attempts.begin(context)
      const invitation = await findInvitation(token, context)
      const email =
        invitation.kind === 'reset'
          ? await acceptReset(token, password, invitation, context)
          : await acceptInvitation(token, password, given, invitation, context)
      const former = await context.identify()
      await context.ask('/sign-in/email', { body: { email, password } })
      await endFormerSession(former, context)
      return finishSignIn(context, 'invitation')
    },
  ),

  'POST password/check': defineOpenRoute(
    Type.Object({
      password: passwordField,
      email: Type.Optional(Type.String({ maxLength: 254 })),
      name: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    async ({ password, email, name }, context) => {
      await context.attempts.ask('grade', context)
      return { data: await gradePassword(password, { email, name }) }
    },
  ),
}

async function findInvitation(token: string, { database, clock }: AuthContext): Promise<Invitation> {
  const invitation = await database.administrators.findInvitation(hashInvitationToken(token), clock())
  if (invitation === undefined) throw new AppError('invitation_not_good')
  return invitation
}

async function findOwner({ administratorId }: Invitation, { database }: AuthContext) {
  return administratorId === undefined ? undefined : database.administrators.find(administratorId)
}

async function acceptInvitation(
  token: string,
  password: string,
  given: { readonly email?: string; readonly name?: string },
  invitation: Invitation,
  context: AuthContext,
): Promise<string> {
  const { email: invited } = invitation
  const email = (given.email ?? invited)?.toLowerCase()
  if (email === undefined) throw createFieldError('email', 'is required: it identifies the administrator who signs in')
  if (invited !== undefined && email !== invited)
    throw createFieldError('email', `must be ${invited}: the invitation is for this address`)
  const { name = email } = given
  await requireGoodPassword(password, { email, name }, 'password')
  const newcomer = {
    ...{ id: newId('adm'), email, name: name.trim(), isEmailKnown: invited !== undefined },
    passwordHash: await hashPassword(password),
  }
  const made = await context.database.administrators.accept(
    { hash: hashInvitationToken(token) },
    newcomer,
    context.clock(),
    (administrator) =>
      describeSignIn('accept_invitation', administrator, context, [
        { field: 'role', from: null, to: administrator.role },
        { field: 'invitedBy', from: null, to: invitation.invitedBy ?? null },
      ]),
  )
  if (made === 'not-good') throw new AppError('invitation_not_good')
  if (made === 'email-taken') {
    throw new AppError('name_taken', { message: 'An administrator with this email address already exists. Sign in.' })
  }
  return email
}

async function acceptReset(
  token: string,
  password: string,
  invitation: Invitation,
  context: AuthContext,
): Promise<string> {
  const owner = await findOwner(invitation, context)
  await requireGoodPassword(password, { email: owner?.email, name: owner?.name }, 'password')
  const whose = await context.database.administrators.acceptReset(
    hashInvitationToken(token),
    await hashPassword(password),
    context.clock(),
    (administrator) => describeSignIn('choose_password', administrator, context),
  )
  if (whose === undefined) throw new AppError('invitation_not_good')
  return whose.email
}
