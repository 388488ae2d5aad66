import { noConnection } from '../../api/send.ts'
import type { OperationRequest } from './build-request.ts'
import type { SentRequest } from './curl-line.ts'
import { recordedFetch } from './recorded-environment.ts'
import type { RequestLog } from './request-log.ts'

/** The answer of an operation. */
export interface Answer {
  /** The HTTP status. It is 0 for a redirect, because browsers hide its status. */
  readonly status: number
  /** Whether it was a redirect to the signed URL. */
  readonly isRedirection: boolean
  /** The headers worth showing: the request's id and the token's rate. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The parsed JSON, or the text if it is not JSON. */
  readonly body: unknown
}

/** The headers worth showing, as the gateway spells them. */
const shownHeaders = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After']

/** Returns the HTTP request of an operation, with its token. */
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

/** Sends an operation's request to this gateway. @throws ApiError if there is no answer */
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
