import { noConnection } from '../../api/send.ts'
import type { OperationRequest } from './build-request.ts'
import type { SentRequest } from './curl-line.ts'
import { recordedFetch } from './recorded-environment.ts'
import type { RequestLog } from './request-log.ts'

/** What an operation has answered. */
export interface Answer {
  /** HTTP status; 0 for a redirection, which a browser follows or hides. */
  readonly status: number
  /** Whether it was a redirection to the signed URL. */
  readonly isRedirection: boolean
  /** The headers that say something about the request: its id and the token's rate. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The JSON, or the text that was none. */
  readonly body: unknown
}

/** Headers that say something, as the gateway writes them. */
const shownHeaders = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After']

/** The request as it is sent, with its token. */
export function toSentRequest(request: OperationRequest, token: string): SentRequest {
  const { method, path, query, body } = request
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`
  const type: SentRequest['headers'] = body === undefined ? {} : { 'content-type': 'application/json' }
  return {
    method,
    url: location.origin + path + search,
    headers: { authorization: `Bearer ${token}`, ...type },
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}

/** Sends a request of an operation to this gateway. @throws ApiError when there is no answer */
export async function sendOperation(request: OperationRequest, token: string, log: RequestLog): Promise<Answer> {
  const { url, method, headers, body } = toSentRequest(request, token)
  const response = await recordedFetch(log, url, {
    ...{ method, headers, cache: 'no-store', redirect: 'manual' },
    ...(typeof body === 'string' ? { body } : {}),
  }).catch(() => {
    throw noConnection()
  })
  const text = await response.text()
  return {
    status: response.status,
    isRedirection: response.type === 'opaqueredirect',
    headers: shownHeaders.flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    }),
    body: readJson(text),
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
