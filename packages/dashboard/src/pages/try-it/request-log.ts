import type { SentRequest } from './curl-line.ts'

/** A request that this page has sent. It never changes: what came back makes a new one with the same id. */
export interface LoggedRequest extends SentRequest {
  readonly id: number
  /** HTTP status; 0 when there was no answer, and undefined until there is one. */
  readonly status?: number
}

/** The last requests that a page has sent, in its memory. */
export interface RequestLog {
  /** Newest first. Another array after each change. */
  readonly requests: readonly LoggedRequest[]
  /** @returns what is told the status: 0 when there was no answer */
  record(request: SentRequest): (status: number) => void
  clear(): void
  /** Calls back after each change. @returns what takes that back */
  subscribe(listener: () => void): () => void
}

/** More are forgotten. */
const mostRequests = 50

/** Makes an empty log. */
export function createRequestLog(): RequestLog {
  const listeners = new Set<() => void>()
  let requests: readonly LoggedRequest[] = []
  let lastId = 0

  function change(changed: readonly LoggedRequest[]): void {
    requests = changed
    for (const listener of listeners) listener()
  }

  return {
    get requests() {
      return requests
    },
    record(request) {
      const id = ++lastId
      change([{ ...request, id }, ...requests].slice(0, mostRequests))
      return (status) => change(requests.map((one) => (one.id === id ? { ...one, status } : one)))
    },
    clear: () => change([]),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
