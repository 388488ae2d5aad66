import { LRUCache } from 'lru-cache'
import { requireMasterKey } from '../vault/installation-key.ts'
import type { SealingKey } from '../vault/key-ring.ts'
import { listSessionSecrets } from '../vault/session-secrets.ts'
import type { CookieNames } from './cookies.ts'
import type { Auth } from './open-auth.ts'
import type { SessionDependencies } from './session-ports.ts'
import { createLinkRecorder, createWelcome } from './welcome-invited.ts'

/**
 * Returns better-auth for an origin, with the provider if the question is about it.
 * @throws AppError `oidc_unavailable`; `master_key_mismatch`, because what is encrypted here could not be read elsewhere
 */
export type OpenAuth = (origin: string, isAboutProvider: boolean) => Promise<Auth>

/** A gateway is known by few names, but a client may make up names in the Host header. */
const maxKept = 8

/**
 * Caches a better-auth for each origin that people use, until the master keys change. It is loaded at the first use. Only questions about
 * the provider ask it for its description, so that a slow provider delays nobody else.
 */
export function authOpener(dependencies: SessionDependencies, cookies: CookieNames): OpenAuth {
  const { database, ring, logger, oidc: settings } = dependencies
  const kept = new LRUCache<string, Promise<Auth>>({ max: maxKept })
  const welcome = createWelcome(dependencies)
  const linked = createLinkRecorder(dependencies)

  async function open(sealingKey: SealingKey, origin: string, isAboutProvider: boolean): Promise<Auth> {
    const { openAuth } = await import('./open-auth.ts')
    const provider = isAboutProvider && settings !== undefined ? { oidc: { settings, welcome, linked } } : {}
    const secrets = listSessionSecrets(sealingKey, ring)
    return openAuth({ origin, queries: database.queries, secrets, cookies, logger, ...provider })
  }

  return async (origin, isAboutProvider) => {
    const sealingKey = await requireMasterKey(database.vault, ring)
    const key = `${sealingKey.current.id} ${ring.current.id} ${isAboutProvider} ${origin}`
    const found = kept.get(key)
    if (found !== undefined) return found
    const opened = open(sealingKey, origin, isAboutProvider)
    kept.set(key, opened)
    // An open that failed is tried again.
    opened.catch(() => kept.delete(key))
    return opened
  }
}
