import { useAct } from '../../api/use-act.ts'
import { suggestBuckets } from './suggest-buckets.ts'

/** Buckets that one may mean: those that credentials are for, and those of the last requests. */
export function useBucketSuggestions(): readonly string[] {
  const { data: stored } = useAct('list_credentials', { limit: 100 })
  const { data: audit } = useAct('list_audit_events', { outcome: 'allowed', limit: 100 })
  return suggestBuckets(
    stored?.credentials ?? [],
    (audit?.events ?? []).flatMap(({ bucket }) => bucket ?? []),
  )
}
