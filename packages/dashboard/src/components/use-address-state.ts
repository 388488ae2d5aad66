import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useAddress } from '../api/account.ts'

/**
 * A value in the page's address, so that a reload, the back button and a shared link keep it. An empty value is removed from the address.
 * @example const [search, setSearch] = useAddressState('search')
 */
export function useAddressState(name: string): [value: string, set: (value: string) => Promise<void>] {
  const search = useAddress()
  const navigate = useNavigate()
  const set = useCallback(
    (value: string) => {
      const change = (former: object) => ({ ...former, [name]: value === '' ? undefined : value })
      return navigate({ to: '.', search: change as never, replace: true, resetScroll: false })
    },
    [name, navigate],
  )
  return [search[name] ?? '', set]
}
