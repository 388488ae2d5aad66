import { randomUUID } from 'node:crypto'

/** The beginning of the ids of one millisecond: a busy gateway makes several in it. */
let madeAt = Number.NaN
let beginning = ''

/**
 * A new id of a request: a UUID that begins with its time (version 7; RFC 9562, section 5.7). So the audit log finds a request by its
 * time, without an index of ids, for which every insert would pay.
 */
export function newRequestId(now: number = Date.now()): string {
  if (now !== madeAt) {
    const time = now.toString(16).padStart(12, '0')
    madeAt = now
    beginning = `${time.slice(0, 8)}-${time.slice(8)}-7`
  }
  // Node 24.0 has no UUIDs of version 7 yet; what comes after the version is random in both.
  return beginning + randomUUID().slice(15)
}

const pattern = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** When the request with an id came in, epoch milliseconds; undefined when it is none of {@link newRequestId}. */
export function readRequestTime(requestId: string): number | undefined {
  const [, high, low] = pattern.exec(requestId) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}
