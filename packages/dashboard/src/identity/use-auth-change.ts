import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiError } from '../api/api-error.ts'
import { post, sessionQuery } from '../api/session.ts'
import { useIdentityCheck } from './identity-check.ts'

/** What to do after a change. */
interface AuthChangeOptions<Data> {
  readonly onSuccess?: (data: Data) => void
  readonly onError?: (error: ApiError) => void
}

/**
 * Changes how the administrator signs in, then reads the session again. It confirms the identity if the gateway requires it.
 * @param change a route of `/admin/auth/`, or a function that calls several
 */
export function useAuthChange<Data, Body extends object = object>(
  change: string | ((body: Body) => Promise<Data>),
  options: AuthChangeOptions<Data> = {},
) {
  const queryClient = useQueryClient()
  const { confirmed } = useIdentityCheck()
  return useMutation<Data, ApiError, Body>({
    mutationFn: (body) => confirmed(() => (typeof change === 'string' ? post<Data>(change, body) : change(body))),
    onSuccess(data) {
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      void queryClient.invalidateQueries({ queryKey: ['passkeys'] })
      void queryClient.invalidateQueries({ queryKey: ['act'] })
      options.onSuccess?.(data)
    },
    onError: options.onError,
  })
}
