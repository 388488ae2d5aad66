import type { AdministratorSession } from '../core/administrator.ts'
import type { Credential } from '../core/model.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { presets } from '../core/store-table.ts'
import type { ListStoreOrigins } from './dashboard-routes.ts'

/** What the origins are found with. */
export interface StoreOriginsDependencies {
  /** Who sends a request with these headers. */
  readonly identify: (headers: Headers) => Promise<AdministratorSession | undefined>
  readonly credentials: Pick<CredentialRepository, 'list'>
  /** The account that an owner's pages are about when they name none. */
  readonly accountId: string
}

/** Makes what finds the stores that the pages of a session may upload to: those of its account, or of the one that an owner has chosen. */
export function createStoreOrigins({ identify, credentials, accountId }: StoreOriginsDependencies): ListStoreOrigins {
  return async (cookie, account) => {
    const session = cookie === undefined ? undefined : await identify(new Headers({ cookie }))
    if (session === undefined) return []
    const { role, accountId: ownAccount } = session.administrator
    const chosen = role === 'owner' ? (account ?? accountId) : ownAccount
    return chosen === undefined ? [] : listSources(await credentials.list(chosen))
  }
}

/** The hosts of signed URLs as sources of CSP (CSP Level 3, section 2.3.1), each once. */
export function listSources(credentials: readonly Credential[]): string[] {
  return [...new Set(credentials.flatMap(listOwnSources))]
}

function listOwnSources(credential: Credential): string[] {
  const { preset, region, addressing = presets[preset].addressing } = credential
  const endpoint = credential.publicEndpoint ?? credential.endpoint
  // The region of the bucket stands in AWS's hosts, also in those of its endpoints that follow it.
  if (preset === 'aws' && (endpoint === undefined || /\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname))) {
    return [`https://*.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`]
  }
  if (endpoint === undefined) return []
  const { protocol, host, origin } = new URL(endpoint)
  // A bucket whose name is no label of a host stands in the path there, too.
  return addressing === 'virtual' ? [origin, `${protocol}//*.${host}`] : [origin]
}
