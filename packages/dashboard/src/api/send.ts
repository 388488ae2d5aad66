import { ApiError, type ErrorObject } from './api-error.ts'

/** What a call may carry. */
export interface Call {
  readonly method?: 'GET' | 'POST'
  /** Values of the query; an array repeats its name, and what is undefined is left out. */
  readonly query?: object
  /** JSON. */
  readonly body?: object
  readonly signal?: AbortSignal | undefined
}

/**
 * Calls the gateway, whose cookie tells who asks.
 * @returns what stands in `data`
 * @throws ApiError the gateway's own error, or `no_connection`
 */
export async function send<Data>(path: string, { method = 'GET', query, body, signal }: Call = {}): Promise<Data> {
  const response = await fetch(path + writeQuery(query), {
    method,
    credentials: 'same-origin',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((cause: unknown) => {
    throw signal?.aborted ? cause : noConnection()
  })
  const answer = (await response.json().catch(() => undefined)) as { data?: Data; error?: ErrorObject } | undefined
  if (response.ok && answer !== undefined) return answer.data as Data
  if (answer?.error !== undefined) throw new ApiError(answer.error)
  const message = `Something answered with ${response.status} that is not the gateway: perhaps a proxy before it.`
  throw new ApiError({ code: 'unknown_answer', message, status: response.status })
}

/** Says that no answer came. */
export function noConnection(): ApiError {
  const message = 'The gateway does not answer. Is it running, and is this machine online?'
  return new ApiError({ code: 'no_connection', message, status: 0 })
}

/** The query of a call, with its question mark; nothing when it is empty. */
export function writeQuery(query: object = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((one) => (one === undefined || one === null ? [] : [[name, String(one)]])),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
