import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useAddress } from '../../api/account.ts'
import { type AuditFilters, filterNames, readFilters } from './audit-filters.ts'

/** Reads and sets the filters in the page's address, so that a view can be shared. */
export function useAuditFilters() {
  const address = useAddress()
  const navigate = useNavigate()
  const filters = useMemo(() => readFilters(address), [address])
  const replace = useCallback(
    (change: (former: AuditFilters) => AuditFilters) => {
      const search = (former: Readonly<Record<string, string>>) => {
        const others = Object.entries(former).filter(([name]) => !filterNames.includes(name as never))
        return { ...Object.fromEntries(others), ...readFilters(change(readFilters(former))) }
      }
      void navigate({ to: '.', search: search as never, replace: true, resetScroll: false })
    },
    [navigate],
  )
  return {
    filters,
    /** Sets some filters. An empty string removes a filter. */
    set: useCallback((some: AuditFilters) => replace((former) => ({ ...former, ...some })), [replace]),
    clear: useCallback(() => replace(() => ({})), [replace]),
  }
}
