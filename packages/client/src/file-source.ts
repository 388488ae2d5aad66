import { SignpostError } from './signpost-error.ts'

/** What can be uploaded. Node's streams are asynchronous iterables. */
export type UploadData =
  | Blob
  | ArrayBuffer
  | Uint8Array
  | string
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>

/** Bytes to upload, from the beginning. */
export interface FileSource {
  /** Undefined of a stream, whose length nobody knows. */
  readonly sizeBytes: number | undefined
  readonly contentType: string | undefined
  /** Name and date, of a file that can be recognised after a reload. */
  readonly file: { readonly name: string; readonly lastModified: number } | undefined
  /** The bytes from there, fewer at the end. A stream can only be read on from where it was read to. */
  read(position: number, bytes: number): Promise<Blob>
}

/** Reads what can be uploaded. @throws SignpostError `invalid_argument` for anything else, of which a Blob would hold some text */
export function openSource(data: UploadData): FileSource {
  if (typeof data === 'object' && data !== null && ('getReader' in data || Symbol.asyncIterator in data)) {
    return openStream(data)
  }
  // By their names, since a frame's or a test's are not of this page's classes.
  const isKnown = /^\[object (String|Blob|File|ArrayBuffer)\]$/.test(Object.prototype.toString.call(data))
  if (!isKnown && !ArrayBuffer.isView(data)) {
    const message =
      'What is uploaded must be one File or Blob, bytes, text or a stream: `input.files[0]`, not `input.files`'
    throw new SignpostError('invalid_argument', { message })
  }
  const blob = data instanceof Blob ? data : new Blob([data as ArrayBuffer | string])
  const { name, lastModified } = blob as Partial<File>
  return {
    sizeBytes: blob.size,
    contentType: blob.type === '' ? undefined : blob.type,
    file: name === undefined || lastModified === undefined ? undefined : { name, lastModified },
    // A slice has no type, which a browser would send along.
    read: async (position, bytes) => blob.slice(position, position + bytes),
  }
}

/** Of a stream, what was read last is kept, so that it can be sent again. */
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
          throw new SignpostError('file_unreadable', { message: 'The stream failed while it was read.', cause })
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
