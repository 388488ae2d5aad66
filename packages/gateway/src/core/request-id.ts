import { randomUUID } from 'node:crypto'

/** The beginning that all ids of one millisecond share: a busy gateway makes several within a millisecond. */
let madeAt = Number.NaN
let beginning = ''

/**
 * Makes the id of a request: a UUID that begins with its time (version 7; RFC 9562, section 5.7). The audit log can therefore find
 * a request by its time, and needs no index of ids, which would cost time at every insert.
 */
export function newRequestId(now: number = Date.now()): string {
  if (now !== madeAt) {
    const time = now.toString(16).padStart(12, '0')
    madeAt = now
    beginning = `${time.slice(0, 8)}-${time.slice(8)}-7`
  }
  // Node 24.0 has no UUIDs of version 7 yet. In both versions, the digits after the version number are random.
  return beginning + randomUUID().slice(15)
}

const pattern = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Reads when the request with an id came in, in epoch milliseconds; undefined when {@link newRequestId} did not make the id. */
export function readRequestTime(requestId: string): number | undefined {
  const [, high, low] = pattern.exec(requestId) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}
