import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A signed request to the store. */
export interface StoreRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Blob
}

/** The store's answer. */
export interface StoreAnswer {
  readonly status: number
  /** Returns a response header; null if it is absent or hidden from the page. */
  header(name: string): string | null
  readonly body: string
}

/** How to send bytes. */
export interface SendOptions {
  readonly signal: AbortSignal
  /** Called repeatedly with the number of bytes of the body that were sent. */
  onSent(bytes: number): void
}

/** A connection without any progress for this long is closed, because a lost network may report no error. */
const stallMs = 60_000

/** Thrown if there was no answer. */
export class NoAnswer extends Error {
  readonly sentBytes: number

  constructor(sentBytes: number, cause?: unknown) {
    super('There was no answer', { cause })
    this.sentBytes = sentBytes
  }
}

/**
 * Sends a body, and reports how much of it was sent.
 * @throws NoAnswer; the signal's reason if it is aborted; SignpostError `file_unreadable`
 */
export async function sendBytes(
  request: StoreRequest,
  options: SendOptions,
  environment: Environment,
): Promise<StoreAnswer> {
  const { signal } = options
  if (signal.aborted) throw signal.reason
  const controller = new AbortController()
  const stop = () => controller.abort()
  signal.addEventListener('abort', stop, { once: true })
  let sentBytes = 0
  let isOver = false
  let cancelStall = environment.setTimer(stop, stallMs)
  const onSent = (bytes: number) => {
    if (isOver) return
    sentBytes = bytes
    cancelStall()
    cancelStall = environment.setTimer(stop, stallMs)
    options.onSent(bytes)
  }
  try {
    const send = environment.createPageRequest === undefined ? sendByFetch : sendByPageRequest
    return await send(request, { signal: controller.signal, onSent }, environment)
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    await checkReadable(request.body)
    throw new NoAnswer(sentBytes, cause)
  } finally {
    isOver = true
    cancelStall()
    signal.removeEventListener('abort', stop)
  }
}

/** Checks whether the file can still be read. If a file changes on disk, sending fails with the same error as a lost network. */
async function checkReadable(body: Blob): Promise<void> {
  try {
    await body.slice(0, 1).arrayBuffer()
  } catch (cause) {
    throw new SignpostError('file_unreadable', { message: 'The file can no longer be read.', cause })
  }
}

/** Headers that the HTTP client sets itself. A page must not set them. */
const ownHeaders: readonly string[] = ['content-length', 'host']

function sendByPageRequest(
  { url, method, headers, body }: StoreRequest,
  { signal, onSent }: SendOptions,
  { createPageRequest }: Environment,
): Promise<StoreAnswer> {
  return new Promise((resolve, reject) => {
    const request = createPageRequest?.()
    if (request === undefined) return reject(new Error('There is no XMLHttpRequest'))
    const stop = () => {
      request.abort()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) {
      if (!ownHeaders.includes(name)) request.setRequestHeader(name, value)
    }
    request.upload.onprogress = ({ loaded }) => onSent(loaded)
    request.onload = () => {
      signal.removeEventListener('abort', stop)
      // Reading a header that CORS hides makes browsers log an error. The list contains only visible headers.
      const seen = new Headers(
        request
          .getAllResponseHeaders()
          .trim()
          .split(/[\r\n]+/)
          .flatMap((line): [string, string][] => {
            const colon = line.indexOf(':')
            return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
          }),
      )
      resolve({ status: request.status, header: (name) => seen.get(name), body: request.responseText })
    }
    request.onerror = () => {
      signal.removeEventListener('abort', stop)
      reject(new Error('XMLHttpRequest failed'))
    }
    request.send(body)
  })
}

async function sendByFetch(
  { url, method, headers, body }: StoreRequest,
  { signal, onSent }: SendOptions,
  environment: Environment,
): Promise<StoreAnswer> {
  const isCounted = environment.canCountStreams && body.size > 0
  const init = isCounted
    ? { body: countBytes(body, onSent), headers: { ...headers, 'content-length': String(body.size) }, duplex: 'half' }
    : { body, headers: omitOwn(headers) }
  const response = await environment.fetch(url, { method, signal, ...init } as RequestInit)
  const answer = await response.text()
  onSent(body.size)
  return { status: response.status, header: (name) => response.headers.get(name), body: answer }
}

function omitOwn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)))
}

/** How many bytes to read ahead of the connection. */
const pieceBytes = 64 * 1024

/** Makes a stream of the body that reports how much was read from it. */
function countBytes(body: Blob, onSent: (bytes: number) => void): ReadableStream<Uint8Array> {
  let position = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        onSent(position)
        if (position >= body.size) return controller.close()
        const piece = new Uint8Array(await body.slice(position, position + pieceBytes).arrayBuffer())
        position += piece.length
        controller.enqueue(piece)
      },
    },
    { highWaterMark: 0 },
  )
}
