import { SignpostError } from './signpost-error.ts'

/** The data that can be uploaded. Node's streams are asynchronous iterables. */
export type UploadData =
  | Blob
  | ArrayBuffer
  | Uint8Array
  | string
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>

/** The bytes to upload. */
export interface FileSource {
  /** Undefined for a stream, whose length is unknown. */
  readonly sizeBytes: number | undefined
  readonly contentType: string | undefined
  /** The name and date of a file, by which it can be recognised after a reload. */
  readonly file: { readonly name: string; readonly lastModified: number } | undefined
  /** Reads bytes from a position, fewer at the end. A stream can be read only forwards, from its last position. */
  read(position: number, bytes: number): Promise<Blob>
}

/** Opens data for reading. @throws SignpostError `invalid_argument` for other values, which a Blob would silently turn into text */
export function openSource(data: UploadData): FileSource {
  if (typeof data === 'object' && data !== null && ('getReader' in data || Symbol.asyncIterator in data)) {
    return openStream(data)
  }
  // Checked by name, because objects from a frame or a test are not instances of this page's classes.
  const isKnown = /^\[object (String|Blob|File|ArrayBuffer)\]$/.test(Object.prototype.toString.call(data))
  if (!isKnown && !ArrayBuffer.isView(data)) {
    const message =
      'The data to upload must be one File or Blob, bytes, text or a stream: `input.files[0]`, not `input.files`'
    throw new SignpostError('invalid_argument', { message })
  }
  const blob = data instanceof Blob ? data : new Blob([data as ArrayBuffer | string])
  const { name, lastModified } = blob as Partial<File>
  return {
    sizeBytes: blob.size,
    contentType: blob.type === '' ? undefined : blob.type,
    file: name === undefined || lastModified === undefined ? undefined : { name, lastModified },
    // A slice has no type. A browser would otherwise send the type as a header.
    read: async (position, bytes) => blob.slice(position, position + bytes),
  }
}

/** Opens a stream. It holds the bytes that were read last, so that they can be sent again. */
function openStream(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): FileSource {
  const chunks = readChunks(stream)
  let held: Uint8Array[] = []
  let heldFrom = 0
  let hasEnded = false
  const countHeld = () => held.reduce((sum, { length }) => sum + length, 0)

  return {
    sizeBytes: undefined,
    contentType: undefined,
    file: undefined,
    async read(position, bytes) {
      while (!hasEnded && heldFrom + countHeld() < position + bytes) {
        const { done, value } = await chunks.next().catch((cause: unknown) => {
          throw new SignpostError('file_unreadable', { message: 'The stream failed while it was being read.', cause })
        })
        if (done === true) hasEnded = true
        else held.push(value)
      }
      const whole = new Blob(held as Uint8Array<ArrayBuffer>[])
      const wanted = whole.slice(position - heldFrom, position - heldFrom + bytes)
      const rest = whole.slice(position - heldFrom)
      held = [new Uint8Array(await rest.arrayBuffer())]
      heldFrom = position
      return wanted
    },
  }
}

async function* readChunks(
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined> {
  if (!('getReader' in stream)) {
    yield* stream
    return
  }
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
