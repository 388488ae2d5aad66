import { Type } from 'typebox'
import { toJsonValue } from '../admin/to-json-value.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { type AuthContext, describeSignIn } from './auth-context.ts'
import { type AuthRoutes, defineOwnRoute } from './auth-route.ts'
import { passkeyResponseField, personField } from './fields.ts'
import { allowsPasskeys } from './show-session.ts'

const nameField = { ...personField, description: 'Name of the passkey, to tell it from others' }
const idField = Type.String({ description: 'Id of the passkey', minLength: 1, maxLength: 100 })

/** Routes for one's own passkeys (Web Authentication). A passkey alone lets its holder in, so the browser has to ask for a PIN or a finger. */
export const passkeyRoutes: AuthRoutes = {
  'GET passkeys': defineOwnRoute('session', Type.Object({}), async (_input, context) => ({
    data: { passkeys: (await listPasskeys(context)).map(showPasskey) },
  })),

  'POST passkeys/begin': defineOwnRoute('confirmation', Type.Object({}), async (_input, context) => {
    if (!allowsPasskeys(context.origin)) {
      throw new AppError('not_changeable', {
        message: 'Browsers support passkeys only for host names, over HTTPS or at localhost. Open the dashboard there.',
      })
    }
    const { body } = await context.ask('/passkey/generate-register-options', { method: 'GET' })
    return { data: { options: body } }
  }),

  'POST passkeys/add': defineOwnRoute(
    'confirmation',
    Type.Object({ name: nameField, response: passkeyResponseField }),
    async ({ name, response }, context, session) => {
      const question = { body: { name: name.trim(), response }, otherwise: 'passkey_not_good' } as const
      const { body } = await context.ask('/passkey/verify-registration', question)
      await record('add_passkey', name.trim(), context, session)
      return { data: { passkey: showPasskey(body as Passkey) } }
    },
  ),

  'POST passkeys/rename': defineOwnRoute(
    'session',
    Type.Object({ id: idField, name: nameField }),
    async ({ id, name }, context, session) => {
      await findPasskey(id, context)
      await context.ask('/passkey/update-passkey', { body: { id, name: name.trim() } })
      await record('rename_passkey', name.trim(), context, session)
      return { data: {} }
    },
  ),

  'POST passkeys/remove': defineOwnRoute(
    'confirmation',
    Type.Object({ id: idField }),
    async ({ id }, context, session) => {
      const { name } = await findPasskey(id, context)
      const listed = await context.database.administrators.find(session.administrator.id)
      if (listed !== undefined && !listed.hasPassword && !listed.hasOidc && listed.passkeys === 1) {
        throw new AppError('not_changeable', { message: 'This is your only way to sign in. Choose a password first.' })
      }
      await context.ask('/passkey/delete-passkey', { body: { id } })
      await record('remove_passkey', name ?? id, context, session)
      return { data: {} }
    },
  ),
}

/** A passkey as better-auth returns it, with its public key. */
interface Passkey {
  readonly id: string
  readonly name?: string | null
  readonly createdAt?: string | null
  readonly backedUp: boolean
}

async function listPasskeys(context: AuthContext): Promise<readonly Passkey[]> {
  const { body } = await context.ask('/passkey/list-user-passkeys', { method: 'GET' })
  return body as readonly Passkey[]
}

async function findPasskey(id: string, context: AuthContext): Promise<Passkey> {
  const found = (await listPasskeys(context)).find((passkey) => passkey.id === id)
  if (found === undefined) throw new AppError('passkey_not_found')
  return found
}

function showPasskey({ id, name, createdAt, backedUp }: Passkey): unknown {
  return toJsonValue({ id, name: name ?? id, createdAt, isBackedUp: backedUp })
}

async function record(act: string, name: string, context: AuthContext, { administrator }: AdministratorSession) {
  const change = {
    field: 'passkey',
    from: act === 'remove_passkey' ? name : null,
    to: act === 'remove_passkey' ? null : name,
  }
  await context.database.administration.record(describeSignIn(act, administrator, context, [change]))
}
