import { useCallback, useEffect, useRef, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { actRoutes } from '../../api/acts.ts'
import { writeQuery } from '../../api/send.ts'
import { useChange } from '../../api/use-change.ts'

/** The token that the page sends its requests with. It is in the memory of this page and nowhere else. */
export interface TrialToken {
  readonly text: string
  /** Of a token that this page has made, and revokes. */
  readonly made?: { readonly id: string; readonly name: string }
  readonly rules: readonly string[]
  /** ISO 8601; absent when it does not end. */
  readonly expiresAt?: string | undefined
}

/** How long a token of this page lives. */
const lifetimeMs = 3_600_000

/**
 * The token of this page: made, or pasted. A token that the page has made is revoked when one leaves it, and when the account is
 * another one.
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
    /** Revokes a token that was made here; one that was pasted is only forgotten. */
    end() {
      if (token?.made === undefined) setToken(undefined)
      else revoke.mutate({ id: token.made.id })
    },
    isEnding: revoke.isPending,
    endError: revoke.error,
  }
}

/** `try-it-20261126-101614`, in UTC. */
function nameToken(now: Date): string {
  return `try-it-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`
}

/** A page that is being left waits for no answer, and nothing is left that could show an error. The token ends by itself, too. */
function revokeInPassing(id: string, account: string | undefined): void {
  const { method, path } = actRoutes.revoke_token
  void fetch(path + writeQuery({ account }), {
    ...{ method, keepalive: true, credentials: 'same-origin' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  }).catch(() => undefined)
}
