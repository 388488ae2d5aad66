import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useIdentityCheck } from '../identity/identity-check.ts'
import { useAccount } from './account.ts'
import { type ActInput, type ActName, type ActResult, doAct } from './act.ts'
import { type ApiError, toApiError } from './api-error.ts'

/** What becomes of a change. */
interface ChangeOptions<Name extends ActName> {
  /** What was read is read again after it: who leaves the page of something that is gone returns the promise of that. */
  readonly onSuccess?: (result: ActResult<Name>, input: ActInput<Name>) => void | Promise<void>
  /** Where it does not get the error of the hook: a dialog shows it. */
  readonly onError?: (error: ApiError) => void
}

/**
 * Changes something by an act. When the gateway wants to know once more who this is, the dialog for that opens, and the act is
 * done again after it. All that was read is read again then.
 * @example
 * const revoke = useChange('revoke_token', { onSuccess: () => notifyDone('The token is revoked.') })
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
