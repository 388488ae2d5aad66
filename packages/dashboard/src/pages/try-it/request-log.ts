import type { SentRequest } from './curl-line.ts'

/** A request that this page sent. It is immutable: an answer replaces it by a new object with the same id. */
export interface LoggedRequest extends SentRequest {
  readonly id: number
  /** The HTTP status. It is undefined while the request is in flight, and 0 if there was no answer. */
  readonly status?: number
}

/** The most recent requests of a page, in its memory. */
export interface RequestLog {
  /** The requests, newest first. Each change makes a new array. */
  readonly requests: readonly LoggedRequest[]
  /** Records a request. @returns a function to call with the status, or with 0 if there was no answer */
  record(request: SentRequest): (status: number) => void
  clear(): void
  /** Calls the listener after each change. @returns a function that unsubscribes it */
  subscribe(listener: () => void): () => void
}

/** The log keeps at most this many requests. */
const mostRequests = 50

/** Creates an empty log. */
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
