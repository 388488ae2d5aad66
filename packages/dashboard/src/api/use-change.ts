import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useIdentityCheck } from '../identity/identity-check.ts'
import { useAccount } from './account.ts'
import { type ActInput, type ActName, type ActResult, doAct } from './act.ts'
import { type ApiError, toApiError } from './api-error.ts'

/** What to do after a change. */
interface ChangeOptions<Name extends ActName> {
  /** Runs before everything is read again. To leave the page of a removed object first, return the promise of the navigation. */
  readonly onSuccess?: (result: ActResult<Name>, input: ActInput<Name>) => void | Promise<void>
  /** Called with the error, which the hook also returns as `error`. */
  readonly onError?: (error: ApiError) => void
}

/**
 * Changes something with an act. If the gateway requires the administrator to confirm their identity, a dialog asks for it, and
 * the act is repeated. After a change, everything that was read is read again.
 * @example
 * const revoke = useChange('revoke_token', { onSuccess: () => notifyDone('The token was revoked.') })
 * revoke.mutate({ id }); revoke.isPending; revoke.error
 */
export function useChange<Name extends ActName>(name: Name, options: ChangeOptions<Name> = {}) {
  const account = useAccount()
  const queryClient = useQueryClient()
  const { confirmed } = useIdentityCheck()
  return useMutation<ActResult<Name>, ApiError, ActInput<Name>>({
    mutationFn: (input) => confirmed(() => doAct(name, input, { account })),
    async onSuccess(result, input) {
      await options.onSuccess?.(result, input)
      void queryClient.invalidateQueries({ queryKey: ['act'] })
    },
    onError: (error) => options.onError?.(toApiError(error)),
  })
}
