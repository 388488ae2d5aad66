import type { AdministratorSession } from '../core/administrator.ts'
import type { Credential } from '../core/model.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { presets } from '../core/store-table.ts'
import type { ListStoreOrigins } from './dashboard-routes.ts'

/** The dependencies of {@link createStoreOrigins}. */
export interface StoreOriginsDependencies {
  /** Finds the session of a request by its headers. */
  readonly identify: (headers: Headers) => Promise<AdministratorSession | undefined>
  readonly credentials: Pick<CredentialRepository, 'list'>
  /** The account that an owner's pages are about when they name none. */
  readonly accountId: string
}

/** Makes the function that lists the stores that the pages of a session may upload to: those of its account, or of the account that an owner has chosen. */
export function createStoreOrigins({ identify, credentials, accountId }: StoreOriginsDependencies): ListStoreOrigins {
  return async (cookie, account) => {
    const session = cookie === undefined ? undefined : await identify(new Headers({ cookie }))
    if (session === undefined) return []
    const { role, accountId: ownAccount } = session.administrator
    const chosen = role === 'owner' ? (account ?? accountId) : ownAccount
    return chosen === undefined ? [] : listSources(await credentials.list(chosen))
  }
}

/** Lists the hosts of signed URLs as CSP sources (CSP Level 3, section 2.3.1), each once. */
export function listSources(credentials: readonly Credential[]): string[] {
  return [...new Set(credentials.flatMap(listOwnSources))]
}

function listOwnSources(credential: Credential): string[] {
  const { preset, region, addressing = presets[preset].addressing } = credential
  const endpoint = credential.publicEndpoint ?? credential.endpoint
  // AWS's hosts contain the region of the bucket, including the hosts of endpoints that follow the region.
  if (preset === 'aws' && (endpoint === undefined || /\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname))) {
    return [`https://*.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`]
  }
  if (endpoint === undefined) return []
  const { protocol, host, origin } = new URL(endpoint)
  // Even with virtual addressing, a bucket whose name is not a valid host label is in the path.
  return addressing === 'virtual' ? [origin, `${protocol}//*.${host}`] : [origin]
}
