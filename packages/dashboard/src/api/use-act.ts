import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useAccount } from './account.ts'
import { type ActInput, type ActName, type ActResult, doAct } from './act.ts'
import type { ApiError } from './api-error.ts'

/** How a query is kept up to date. */
interface ActQueryOptions {
  /** Whether the query runs. The default is true. */
  readonly enabled?: boolean
  /** Milliseconds after which it runs again. By default it does not repeat. */
  readonly refetchInterval?: number
}

/**
 * Reads with an act that changes nothing, and reads again after each change.
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

/** Shows the previous rows while a changed search is in flight, but never those of another account or another object. */
function keepFormer(account: string | undefined, input: object) {
  const names = (value: object) =>
    JSON.stringify(['id', 'name'].map((field) => (value as Record<string, unknown>)[field]))
  return (data: unknown, former: { readonly queryKey: readonly unknown[] } | undefined) => {
    const [, , formerAccount, formerInput = {}] = former?.queryKey ?? []
    return formerAccount === account && names(formerInput as object) === names(input) ? data : undefined
  }
}

/** The acts that return lists page by page. */
type ListName = {
  [Name in ActName]: ActInput<Name> extends { readonly cursor?: string | undefined } ? Name : never
}[ActName]

/**
 * Reads a list page by page. Pass its result to `DataTable`.
 * @param pick returns the rows of a page
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
    /** The page that was read last, for its fields beside the rows. */
    lastPage: data?.pages.at(-1) as ActResult<Name> | undefined,
    error: error as ApiError | null,
    isPending,
    /** Whether the rows still belong to the previous search. */
    isStale: isPlaceholderData,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    /** Reads all shown pages again. */
    reload: () => void refetch(),
  }
}
