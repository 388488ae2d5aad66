import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useAccount } from './account.ts'
import { type ActInput, type ActName, type ActResult, doAct } from './act.ts'
import type { ApiError } from './api-error.ts'

/** How a reading is kept up to date. */
interface ActQueryOptions {
  /** Whether it is asked at all; true. */
  readonly enabled?: boolean
  /** Milliseconds after which it is asked again; never by itself without it. */
  readonly refetchInterval?: number
}

/**
 * Reads by an act that changes nothing, and reads again after each change.
 * @example const { data, error, isPending } = useAct('show_token', { id })
 */
export function useAct<Name extends ActName>(name: Name, input: ActInput<Name>, options: ActQueryOptions = {}) {
  const account = useAccount()
  return useQuery<ActResult<Name>, ApiError>({
    queryKey: ['act', name, account, input],
    queryFn: ({ signal }) => doAct(name, input, { account, signal }),
    placeholderData: keepFormer(account, input) as never,
    ...options,
  })
}

/** What stands there stays while a changed search is under way, but never what is of another account or about another thing. */
function keepFormer(account: string | undefined, input: object) {
  const names = (value: object) =>
    JSON.stringify(['id', 'name'].map((field) => (value as Record<string, unknown>)[field]))
  return (data: unknown, former: { readonly queryKey: readonly unknown[] } | undefined) => {
    const [, , formerAccount, formerInput = {}] = former?.queryKey ?? []
    return formerAccount === account && names(formerInput as object) === names(input) ? data : undefined
  }
}

/** The acts that list by pages. */
type ListName = {
  [Name in ActName]: ActInput<Name> extends { readonly cursor?: string | undefined } ? Name : never
}[ActName]

/**
 * Reads a list by pages. Give what it answers to `DataTable`.
 * @param pick takes the rows out of a page
 * @example const list = useActList('list_tokens', { search }, ({ tokens }) => tokens)
 */
export function useActList<Name extends ListName, Row>(
  name: Name,
  input: ActInput<Name>,
  pick: (page: ActResult<Name>) => readonly Row[],
) {
  const account = useAccount()
  const query = useInfiniteQuery({
    queryKey: ['act', name, account, input, 'pages'],
    queryFn: ({ pageParam, signal }) => doAct(name, { ...input, cursor: pageParam }, { account, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page as { readonly nextCursor?: string }).nextCursor ?? undefined,
    placeholderData: keepFormer(account, input) as never,
  })
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  return {
    rows: data?.pages.flatMap((page) => pick(page as ActResult<Name>)),
    /** The page that was read last, for what it has beside its rows. */
    lastPage: data?.pages.at(-1) as ActResult<Name> | undefined,
    error: error as ApiError | null,
    isPending,
    /** Whether the rows are still those of the former search. */
    isStale: isPlaceholderData,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    /** Reads again what is shown. */
    reload: () => void refetch(),
  }
}
