import { useAct } from '../../api/use-act.ts'
import { suggestBuckets } from './suggest-buckets.ts'

/** Suggests buckets: those that credentials name, and those of recent requests. */
export function useBucketSuggestions(): readonly string[] {
  const { data: stored } = useAct('list_credentials', { limit: 100 })
  const { data: audit } = useAct('list_audit_events', { outcome: 'allowed', limit: 100 })
  return suggestBuckets(
    stored?.credentials ?? [],
    (audit?.events ?? []).flatMap(({ bucket }) => bucket ?? []),
  )
}
