import { type Operations, routes } from './api.ts'
import type { Environment } from './environment.ts'
import { explainSilence } from './explain-silence.ts'
import { defaultRetries, withRetries } from './retry.ts'
import {
  type GatewayErrorCode,
  isPassing,
  readRetryAfter,
  SignpostError,
  type SignpostErrorOptions,
  toAbortedError,
} from './signpost-error.ts'
import { createTokenSource, type TokenOptions } from './token-source.ts'
import { toWire } from './wire-names.ts'

/** The name of an operation. */
export type OperationName = keyof Operations

/** Settings of a call that are not sent. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** The number of retries; 8 by default. */
  readonly retries?: number
}

/** Calls the operations of one gateway. */
export interface Gateway {
  /** Calls an operation. @throws SignpostError */
  call<Name extends OperationName>(
    name: Name,
    options: Operations[Name]['options'],
    how?: CallOptions,
  ): Promise<Operations[Name]['result']>
  /** Converts a time of the gateway into epoch milliseconds of this machine's clock, which may be wrong. */
  toLocalTime(expiresAt: string): number
}

/** Where the gateway is, and the token for it. */
export interface GatewayOptions extends TokenOptions {
  /** The gateway's URL: `https://sign.example.com`. */
  readonly url: string | URL
}

interface ErrorBody {
  readonly code: GatewayErrorCode
  readonly message: string
  readonly details?: SignpostErrorOptions['details']
  readonly requestId?: string
}

/** Recognises the gateway's errors. Other servers also answer with errors: `{ "error": { "code": 404 } }`. */
function isErrorBody(error: Partial<ErrorBody> | undefined): error is ErrorBody {
  return typeof error?.code === 'string' && (error.details === undefined || Array.isArray(error.details))
}

/** Turns an error of the gateway into a SignpostError: one from a result of a batch, or a whole answer. */
export function toGatewayError(
  error: Omit<ErrorBody, 'code'> & { readonly code: string },
  status: number,
  retryAfterMs?: number,
): SignpostError {
  const { code, details, requestId } = error
  // The message of `invalid_request` only refers to the details.
  const message = details === undefined ? error.message : details.map((detail) => detail.message).join('; ')
  const told = { message, status, details, requestId, retryAfterMs, canRetry: isPassing(status) }
  return new SignpostError(code as GatewayErrorCode, told)
}

/** Creates the connection to a gateway. @throws SignpostError `invalid_argument` if `url` is not valid or there is no token */
export function createGateway(options: GatewayOptions, environment: Environment): Gateway {
  const base = readAddress(options.url)
  const tokens = createTokenSource(options, environment)
  /** How far the gateway's clock is ahead of this one. */
  let aheadMs = 0

  async function send(name: OperationName, wire: Readonly<Record<string, unknown>>, signal?: AbortSignal) {
    const token = await tokens.get()
    const { url, init } = buildRequest(base, name, wire)
    const headers = { ...init.headers, authorization: `Bearer ${token}` }
    const response = await environment
      .fetch(url, { ...init, headers, ...(signal === undefined ? {} : { signal }) })
      .catch(async (cause: unknown) => {
        if (signal?.aborted) throw signal.reason
        throw await explainSilence({ url: base, side: 'gateway', cause }, environment)
      })
    const told = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(told)) aheadMs = told - environment.now()
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), environment.now())
    const body = (await response.json().catch((cause: unknown) => {
      // An answer that is not JSON comes from another server.
      if (cause instanceof SyntaxError) return undefined
      if (signal?.aborted) throw signal.reason
      throw new SignpostError('network_error', {
        message: `The connection to ${base} broke during its answer.`,
        canRetry: true,
        cause,
      })
    })) as { data?: unknown; error?: ErrorBody } | undefined
    if (response.ok && body?.data !== undefined) return body.data
    const { status } = response
    if (isErrorBody(body?.error)) {
      if (status === 401) tokens.forget(token)
      throw toGatewayError(body.error, status, retryAfterMs)
    }
    const message = `${base} answered with status ${status}, but not in the format of Signpost.`
    throw new SignpostError('bad_response', { message, status, retryAfterMs, canRetry: isPassing(status) })
  }

  return {
    call: async (name, callOptions, { signal, retries = defaultRetries } = {}) => {
      const wire = toWire(callOptions)
      const attempt = () =>
        send(name, wire, signal).catch((thrown: unknown) => {
          // If the token has expired in the meantime, a new one is requested, once.
          if (!(thrown instanceof SignpostError) || thrown.status !== 401 || !tokens.canRenew) throw thrown
          return send(name, wire, signal)
        })
      const result = await withRetries(attempt, { environment, retries, signal }).catch((thrown: unknown) => {
        throw signal?.aborted ? toAbortedError(signal.reason) : thrown
      })
      return result as Operations[typeof name]['result']
    },
    toLocalTime: (expiresAt) => Date.parse(expiresAt) - aheadMs,
  }
}

/** Reads the URL, without a trailing slash. In a page it may be relative. */
function readAddress(url: string | URL): string {
  const address = String(url ?? '').replace(/\/+$/, '')
  const page = (globalThis as { location?: { href: string } }).location?.href
  try {
    if (address !== '' && /^https?:$/.test(new URL(address, page).protocol)) return address
  } catch {
    // Reported below.
  }
  const message = '`url` must be the URL of the gateway, with its scheme: https://sign.example.com'
  throw new SignpostError('invalid_argument', { message })
}

function buildRequest(base: string, name: OperationName, wire: Readonly<Record<string, unknown>>) {
  const [method = 'GET', path = ''] = routes[name].split(' ')
  const params = { ...wire }
  const filled = path.replace(/\{(\w+)\}/g, (_, param: string) => {
    const value = String(params[param])
    delete params[param]
    return encodeURIComponent(value)
  })
  if (method === 'POST') {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    return { url: base + filled, init: { method, headers, body: JSON.stringify(params) } }
  }
  const query = Object.entries(params).flatMap(([param, value]): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([field, text]) => [`${param}[${field}]`, String(text)])
      : [[param, String(value)]],
  )
  const headers: Record<string, string> = {}
  return { url: `${base}${filled}?${new URLSearchParams(query)}`, init: { method, headers } }
}
