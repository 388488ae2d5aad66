import type { Environment, TextStorage } from '../src/environment.ts'

/** A request of the client to the gateway or the store. */
export interface SeenRequest {
  readonly method: string
  /** The URL without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: unknown
}

/** The answer of a stubbed server. Data is wrapped as the gateway does it. */
export interface StubAnswer {
  readonly status?: number
  readonly data?: unknown
  readonly error?: object
  /** A text to answer instead of JSON. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A runtime whose time passes only while the client waits, and whose network is a function. */
export interface StubEnvironment extends Environment {
  readonly requests: SeenRequest[]
  /** The client's pauses, in milliseconds. */
  readonly pauses: number[]
  /** Moves the clock forward. */
  pass(ms: number): void
  /** Goes offline and online. */
  setOnline(isOnline: boolean): void
  readonly storage: TextStorage & { readonly values: Map<string, string> }
}

/** Creates the runtime. @param answer the network's answer; an exception is a failed connection */
export function stubEnvironment(answer: (request: SeenRequest, nth: number) => StubAnswer): StubEnvironment {
  const values = new Map<string, string>()
  const requests: SeenRequest[] = []
  const pauses: number[] = []
  const listeners = new Set<() => void>()
  let now = Date.parse('2026-01-15T12:00:00Z')
  let isOnline = true
  return {
    requests,
    pauses,
    pass(ms) {
      now += ms
    },
    setOnline(value) {
      isOnline = value
      if (value) for (const listener of [...listeners]) listener()
    },
    async fetch(url, init = {}) {
      const { pathname: path, searchParams: query } = new URL(url)
      const headers = new Headers(init.headers)
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
      const request = { method: init.method ?? 'GET', path, query, headers, body }
      const { status = 200, data, error, text, headers: told } = answer(request, requests.push(request))
      const content = text ?? JSON.stringify(error === undefined ? { data } : { error })
      return new Response(content, { status, headers: { date: new Date(now).toUTCString(), ...told } })
    },
    now: () => now,
    random: () => 1,
    setTimer(callback, ms) {
      // The timer that guards a request never fires here.
      if (ms >= 60_000) return () => {}
      if (ms > 0) pauses.push(ms)
      const timer = setImmediate(() => {
        now += ms
        callback()
      })
      return () => clearImmediate(timer)
    },
    storage: {
      values,
      getItem: (name) => values.get(name) ?? null,
      setItem: (name, value) => void values.set(name, value),
      removeItem: (name) => void values.delete(name),
    },
    createPageRequest: undefined,
    canCountStreams: false,
    isOnline: () => isOnline,
    onOnline(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** An answer of `signed-url` that expires five minutes after the stub's start. */
export function signedAnswer(key: string, expiresAt = '2026-01-15T12:05:00Z') {
  const signedUrl = `https://store.test/my-bucket/${key}?sig`
  return { signedUrl, expiresAt, bucket: 'my-bucket', key, method: 'PUT', headers: {} }
}
