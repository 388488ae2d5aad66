import { type Channel, channel, type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { RequestEvents } from './audit-ports.ts'
import type { ErrorCode } from './error-table.ts'
import type { DecidedEvents } from './model.ts'

/**
 * The channels on which the gateway publishes what it does. Metrics, the access log and tracing subscribe. A publisher knows
 * none of its subscribers, and publishing costs next to nothing while there are none. A subscriber is quick and never throws.
 *
 * As everywhere in Node, channels belong to the process. A process therefore runs at most one gateway.
 */
export const channels = {
  /** An HTTP request begins. The rest of the request runs within the stores that are bound to this channel. */
  request: open<StartedRequest>('request'),
  /** The gate has decided, and the audit log has recorded the decision. */
  decided: open<DecidedRequest>('decided'),
  /** A request was answered with an error before it reached the gate: no such route, not HTTP, a draining node. */
  unrouted: open<UnroutedRequest>('unrouted'),
  /** A token is read from the database. */
  tokenLookup: openWait('token_lookup'),
  /** An account's credentials are read from the database. */
  credentialsLookup: openWait('credentials_lookup'),
  /** A request waits for Redis to count it. */
  rateCount: openWait('rate_count'),
  /** A request waits for its events to be committed. */
  auditRecord: openWait('audit_record'),
  /** The audit log writes a batch of events of several requests; the result is the list of `RefusedRequest`. */
  auditCommit: openWait<AuditBatch>('audit_commit'),
  /** The keys of a credential are renewed; the result is a `RenewalOutcome`. */
  renewal: openWait('renewal'),
  /** S3 is asked about a bucket or an object; the result is a `BucketProbeResult` or an `ObjectProbeResult`. */
  s3Probe: openWait('s3_probe'),
  /** One HTTP request goes to S3; the result is an `S3Response`. */
  s3Request: openWait<S3Message>('s3_request'),
}

/** A channel of messages. A publisher checks `hasSubscribers` before it makes a message. */
export type MessageChannel<Message> = Pick<
  Channel<unknown, Message>,
  'hasSubscribers' | 'bindStore' | 'unbindStore' | 'runStores'
> & {
  publish(message: Message): void
  subscribe(listener: (message: Message) => void): void
  unsubscribe(listener: (message: Message) => void): void
}

/** A channel that reports when something begins, and its outcome: `tracePromise` publishes both. */
export type WaitChannel<Message extends object> = TracingChannel<unknown, Message>

/** What Node adds to a message when the wait is over. */
export interface WaitOutcome {
  readonly result?: unknown
  /** Present when the work failed. */
  readonly error?: unknown
}

/** A request that begins, before any of it is checked. */
export interface StartedRequest {
  readonly requestId: string
  readonly clientAddress: string
  readonly method: string
  /** As the client, or a trusted proxy, says; it may be any text. */
  readonly scheme: string
  /** The path of the route, with names in place of the variable parts. Absent when there is no such route. */
  readonly route: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly response: ServerResponse
}

/** What the gate decided on one request. */
export interface DecidedRequest {
  /** As the audit log has them, or would have them if it had accepted them. */
  readonly events: DecidedEvents
  /** From the entry into the gate on, including the audit log. */
  readonly durationMs: number
  /** What went wrong, when the response reports a fault of the gateway. */
  readonly fault: unknown
}

/** A request that was answered with an error before it reached the gate. */
export interface UnroutedRequest {
  readonly requestId: string
  readonly code: ErrorCode
  readonly status: number
  /** Absent when the client had already disconnected. */
  readonly clientAddress?: string
  /** Absent, like `path`, when the request could not be read. */
  readonly method?: string
  /** Without the query, otherwise as the client sent it: it may be any text. */
  readonly path?: string
  /** The origin of a refused preflight; `null` for a text that is not an origin. */
  readonly origin?: string | undefined
  /** What went wrong, when it is a fault of the gateway. */
  readonly fault?: unknown
}

/** A batch of the audit log. */
export interface AuditBatch {
  readonly requests: readonly RequestEvents[]
}

/** A request to S3, without the signed URL. */
export interface S3Message {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
}

/** Listens to every response of the gateway. */
export interface ResponseListener {
  decided(message: DecidedRequest): void
  unrouted(message: UnroutedRequest): void
}

/** Subscribes to the two channels of responses. @returns a function that ends the subscription */
export function listen({ decided, unrouted }: ResponseListener): () => void {
  channels.decided.subscribe(decided)
  channels.unrouted.subscribe(unrouted)
  return () => {
    channels.decided.unsubscribe(decided)
    channels.unrouted.unsubscribe(unrouted)
  }
}

/**
 * Follows each wait of a channel from its begin to its end.
 * @param begin called when a wait begins; its result is passed to `end`, which is not called when the result is undefined
 * @returns a function that ends the subscription
 */
export function follow<Message extends object, Begun>(
  { start, asyncEnd }: WaitChannel<Message>,
  begin: (message: Message) => Begun | undefined,
  end: (begun: Begun, message: Message & WaitOutcome) => void,
): () => void {
  const underWay = new WeakMap<object, Begun>()
  const onStart = (message: unknown) => {
    const begun = begin(message as Message)
    if (begun !== undefined) underWay.set(message as Message, begun)
  }
  const onEnd = (message: unknown) => {
    const begun = underWay.get(message as Message)
    if (begun !== undefined) end(begun, message as Message & WaitOutcome)
  }
  start.subscribe(onStart)
  asyncEnd.subscribe(onEnd)
  return () => {
    start.unsubscribe(onStart)
    asyncEnd.unsubscribe(onEnd)
  }
}

function open<Message>(name: string): MessageChannel<Message> {
  return channel(`signpost:${name}`) as unknown as MessageChannel<Message>
}

function openWait<Message extends object = object>(name: string): WaitChannel<Message> {
  return tracingChannel(`signpost:${name}`)
}
