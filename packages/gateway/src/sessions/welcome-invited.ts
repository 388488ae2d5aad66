import { newId } from '../core/ids.ts'
import { describeSignIn } from './auth-context.ts'
import type { OidcPluginOptions } from './oidc-plugin.ts'
import type { SessionDependencies } from './session-ports.ts'

/**
 * Accepts an invitation by its email address, once the provider has vouched for that. Whoever was not invited stays unknown, so better-auth
 * lets nobody in.
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
