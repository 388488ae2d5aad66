/** Reads the responses of one connection, which come one at a time. */
export interface ResponseReader {
  /** @returns the status of the response that these bytes complete @throws Error when it has no Content-Length, or is longer than that */
  read(bytes: Buffer): number | undefined
}

const headEnd = Buffer.from('\r\n\r\n')

/** Creates a reader for responses with a Content-Length. RFC 9112, section 6. */
export function createResponseReader(): ResponseReader {
  let kept: Buffer = Buffer.alloc(0)
  return {
    read(bytes) {
      kept = kept.length === 0 ? bytes : Buffer.concat([kept, bytes])
      const end = kept.indexOf(headEnd)
      if (end < 0) return undefined
      const head = kept.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined) throw new Error('A response does not say how long it is')
      const missing = end + headEnd.length + Number(length) - kept.length
      if (missing > 0) return undefined
      if (missing < 0) throw new Error('A response is longer than it says')
      kept = Buffer.alloc(0)
      return Number(head.slice(9, 12))
    },
  }
}
