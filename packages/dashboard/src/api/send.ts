import { ApiError, type ErrorObject } from './api-error.ts'

/** The options of a call. */
export interface Call {
  readonly method?: 'GET' | 'POST'
  /** The query parameters. An array repeats its name, and undefined values are omitted. */
  readonly query?: object
  /** Sent as JSON. */
  readonly body?: object
  readonly signal?: AbortSignal | undefined
}

/**
 * Calls the gateway, which identifies the caller by its cookie.
 * @returns the answer's `data`
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
  const message = `Something other than the gateway answered with status ${response.status}, perhaps a proxy in front of it.`
  throw new ApiError({ code: 'unknown_answer', message, status: response.status })
}

/** Creates the error for a gateway that does not answer. */
export function noConnection(): ApiError {
  const message = 'The gateway does not answer. Is it running, and is this machine online?'
  return new ApiError({ code: 'no_connection', message, status: 0 })
}

/** Writes the query string of a call, with its question mark. @returns an empty string without parameters */
export function writeQuery(query: object = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((one) => (one === undefined || one === null ? [] : [[name, String(one)]])),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
