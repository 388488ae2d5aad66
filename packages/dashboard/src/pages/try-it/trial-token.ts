import { useCallback, useEffect, useRef, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { actRoutes } from '../../api/acts.ts'
import { writeQuery } from '../../api/send.ts'
import { useChange } from '../../api/use-change.ts'

/** The token that the page sends with its requests. It exists only in the memory of this page. */
export interface TrialToken {
  readonly text: string
  /** Set if this page created the token, and will revoke it. */
  readonly made?: { readonly id: string; readonly name: string }
  readonly rules: readonly string[]
  /** ISO 8601; absent if the token does not expire. */
  readonly expiresAt?: string | undefined
}

/** The lifetime of a token that this page creates. */
const lifetimeMs = 3_600_000

/**
 * Manages the token of this page, created or pasted. A token that the page created is revoked when the user leaves the page or
 * switches to another account.
 */
export function useTrialToken() {
  const account = useAccount()
  const [token, setToken] = useState<TrialToken>()
  const made = useRef<string>(undefined)
  const create = useChange('create_token', {
    onSuccess({ id, name, token: text = '', limits, expiresAt }) {
      made.current = id
      setToken({ text, made: { id, name }, rules: limits.allow ?? [], expiresAt })
    },
  })
  const revoke = useChange('revoke_token', {
    onSuccess() {
      made.current = undefined
      setToken(undefined)
    },
  })

  useEffect(() => {
    function leave(): void {
      if (made.current !== undefined) revokeInPassing(made.current, account)
      made.current = undefined
      setToken(undefined)
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [account])

  return {
    token,
    make: (allow: readonly string[]) =>
      create.mutate({
        name: nameToken(new Date()),
        allow,
        expiresAt: new Date(Date.now() + lifetimeMs).toISOString(),
      }),
    isMaking: create.isPending,
    makeError: create.error,
    use: useCallback((pasted: TrialToken) => setToken(pasted), []),
    /** Revokes the token if this page created it. A pasted token is only forgotten. */
    end() {
      if (token?.made === undefined) setToken(undefined)
      else revoke.mutate({ id: token.made.id })
    },
    isEnding: revoke.isPending,
    endError: revoke.error,
  }
}

/** Names a token by the time in UTC: `try-it-20261126-101614`. */
function nameToken(now: Date): string {
  return `try-it-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`
}

/** Revokes a token while the page unloads. Nothing can wait for the answer or show an error. The token also expires on its own. */
function revokeInPassing(id: string, account: string | undefined): void {
  const { method, path } = actRoutes.revoke_token
  void fetch(path + writeQuery({ account }), {
    ...{ method, keepalive: true, credentials: 'same-origin' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  }).catch(() => undefined)
}
