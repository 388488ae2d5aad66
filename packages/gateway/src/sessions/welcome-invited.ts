import { newId } from '../core/ids.ts'
import { describeSignIn } from './auth-context.ts'
import type { OidcPluginOptions } from './oidc-plugin.ts'
import type { SessionDependencies } from './session-ports.ts'

/**
 * Accepts the invitation for an email address, once the provider has vouched for that address. A person who was not invited stays unknown,
 * so better-auth does not let that person in.
 */
export function createWelcome({ database, clock }: SessionDependencies): OidcPluginOptions['welcome'] {
  return async (email, name) => {
    const newcomer = { id: newId('adm'), email, name: name.slice(0, 100), isEmailKnown: true }
    await database.administrators.accept({ email }, newcomer, clock(), (administrator) =>
      describeSignIn('accept_invitation', administrator, { clock, clientAddress: 'unknown' }, [
        { field: 'role', from: null, to: administrator.role },
      ]),
    )
  }
}

/** Records that an administrator was linked to the provider, because this is a new way to sign in. */
export function createLinkRecorder({ database, clock }: SessionDependencies): OidcPluginOptions['linked'] {
  return async (administratorId, subject, clientAddress) => {
    const administrator = await database.administrators.find(administratorId)
    if (administrator === undefined) return
    const change = { field: 'subject', from: null, to: subject }
    await database.administration.record(describeSignIn('link_oidc', administrator, { clock, clientAddress }, [change]))
  }
}
