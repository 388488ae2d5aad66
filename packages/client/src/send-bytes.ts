import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A request to the store, as it was signed. */
export interface StoreRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Blob
}

/** What the store answered. */
export interface StoreAnswer {
  readonly status: number
  /** A response header that the page may see; null otherwise. */
  header(name: string): string | null
  readonly body: string
}

/** How bytes are sent. */
export interface SendOptions {
  readonly signal: AbortSignal
  /** Told how many bytes of the body have left, again and again. */
  onSent(bytes: number): void
}

/** When nothing moves for so long, the connection is given up: a network that is gone may say nothing. */
const stallMs = 60_000

/** There was no answer. */
export class NoAnswer extends Error {
  readonly sentBytes: number

  constructor(sentBytes: number, cause?: unknown) {
    super('There was no answer', { cause })
    this.sentBytes = sentBytes
  }
}

/**
 * Sends a body, and tells how much of it has left.
 * @throws NoAnswer; the signal's reason when that is aborted; SignpostError `file_unreadable`
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

/** A file that was changed on the disk fails as the network does. */
async function checkReadable(body: Blob): Promise<void> {
  try {
    await body.slice(0, 1).arrayBuffer()
  } catch (cause) {
    throw new SignpostError('file_unreadable', { message: 'The file cannot be read any more.', cause })
  }
}

/** Headers that a client sends by itself. A page may not set them. */
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
      // Asking for a header that CORS hides makes browsers complain; the list has those that can be seen.
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

/** How much is read ahead of the connection. */
const pieceBytes = 64 * 1024

/** A stream of the body that tells what was taken from it. */
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
