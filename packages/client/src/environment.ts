/** The parts of a page's storage that the client uses (HTML, section 12.2.1). */
export interface TextStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

/** The parts of XMLHttpRequest that the client uses. Node has none, and not every program has the DOM's types. */
export interface PageRequest {
  status: number
  responseText: string
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getAllResponseHeaders(): string
  send(body: Blob): void
  abort(): void
}

/** What the client needs from its runtime. Tests pass their own. */
export interface Environment {
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** The time in epoch milliseconds. */
  now(): number
  /** A random number from 0 to 1. */
  random(): number
  /** Calls back once. @returns a function that cancels it */
  setTimer(callback: () => void, ms: number): () => void
  /** Storage that survives a reload; undefined if there is none. */
  readonly storage: TextStorage | undefined
  /** Only in browsers, where nothing else reports how much of a body was sent. */
  readonly createPageRequest: (() => PageRequest) | undefined
  /** Whether `fetch` accepts a stream with a Content-Length, as Node's does. Others send it in chunks, which S3 refuses. */
  readonly canCountStreams: boolean
  /** False only if the runtime knows that there is no network. */
  isOnline(): boolean
  /** Calls back when the network is back. @returns a function that cancels it */
  onOnline(listener: () => void): () => void
}

/** Globals that not every runtime has. */
interface Globals {
  readonly XMLHttpRequest?: new () => PageRequest
  readonly localStorage?: TextStorage
  readonly navigator?: { readonly onLine?: boolean }
  readonly process?: { readonly versions?: Readonly<Record<string, string>> }
  readonly addEventListener?: (type: string, listener: () => void) => void
  readonly removeEventListener?: (type: string, listener: () => void) => void
}

/** Detects the client's runtime: a browser, Node, Deno, Bun or a Worker. */
export function detectEnvironment(): Environment {
  const globals = globalThis as unknown as Globals
  const { XMLHttpRequest, process } = globals
  const { node, bun, deno } = process?.versions ?? {}
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    random: () => Math.random(),
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
    // Without a page there is no reload to survive, and Node warns about its own localStorage.
    storage: XMLHttpRequest === undefined ? undefined : findStorage(globals),
    createPageRequest: XMLHttpRequest === undefined ? undefined : () => new XMLHttpRequest(),
    canCountStreams: node !== undefined && bun === undefined && deno === undefined,
    isOnline: () => globals.navigator?.onLine !== false,
    onOnline(listener) {
      globals.addEventListener?.('online', listener)
      return () => globals.removeEventListener?.('online', listener)
    },
  }
}

/** Finds the page's storage. If storage is switched off, merely reading the property throws. */
function findStorage(globals: Globals): TextStorage | undefined {
  try {
    return globals.localStorage
  } catch {
    return undefined
  }
}

/** Waits. @throws the signal's reason if it is aborted */
export function sleep({ setTimer }: Environment, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const cancel = setTimer(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    function stop() {
      cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** Waits for the network if the runtime knows that there is none. @throws the signal's reason if it is aborted */
export async function waitForNetwork(environment: Environment, signal?: AbortSignal): Promise<void> {
  if (environment.isOnline()) return
  await new Promise<void>((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const cancel = environment.onOnline(() => {
      cancel()
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    function stop() {
      cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
