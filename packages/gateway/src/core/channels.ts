import { type Channel, channel, type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { RequestEvents } from './audit-ports.ts'
import type { ErrorCode } from './error-table.ts'
import type { DecidedEvents } from './model.ts'

/**
 * What the gateway tells of itself while it works. Whoever does something publishes; metrics, the access log and tracing
 * subscribe. A publisher knows none of them, and pays next to nothing while nobody listens. A subscriber is quick and never throws.
 *
 * As everywhere in Node, channels belong to the process. A gateway is a process, or the only one in it.
 */
export const channels = {
  /** An HTTP request begins. What follows runs within the stores that are bound to this channel. */
  request: open<StartedRequest>('request'),
  /** The gate has decided, and the audit log has taken it. */
  decided: open<DecidedRequest>('decided'),
  /** A request was answered with an error and never came to the gate: no such route, not HTTP, a draining node. */
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

/** A channel of messages. A publisher asks `hasSubscribers` before it makes one. */
export type MessageChannel<Message> = Pick<
  Channel<unknown, Message>,
  'hasSubscribers' | 'bindStore' | 'unbindStore' | 'runStores'
> & {
  publish(message: Message): void
  subscribe(listener: (message: Message) => void): void
  unsubscribe(listener: (message: Message) => void): void
}

/** A channel that is told when something begins, and what came of it: `tracePromise` does both. */
export type WaitChannel<Message extends object> = TracingChannel<unknown, Message>

/** What Node adds to a message when the wait is over. */
export interface WaitOutcome {
  readonly result?: unknown
  /** There when it failed. */
  readonly error?: unknown
}

/** A request that begins, before anything of it is checked. */
export interface StartedRequest {
  readonly requestId: string
  readonly clientAddress: string
  readonly method: string
  /** As the client, or a proxy that is trusted, says; it may be anything. */
  readonly scheme: string
  /** The path as the route has it, with names for what varies. Absent when there is no such route. */
  readonly route: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly response: ServerResponse
}

/** What the gate decided on one request. */
export interface DecidedRequest {
  /** As they are in the audit log, or would be, had the audit log taken them. */
  readonly events: DecidedEvents
  /** From the gate's entry on, the audit log included. */
  readonly durationMs: number
  /** What went wrong, where the response is a fault of ours. */
  readonly fault: unknown
}

/** A request that was answered with an error and never came to the gate. */
export interface UnroutedRequest {
  readonly requestId: string
  readonly code: ErrorCode
  readonly status: number
  /** Absent when the client was gone already. */
  readonly clientAddress?: string
  /** Absent, like `path`, when the request could not be read. */
  readonly method?: string
  /** Without the query; otherwise as the client sent it, so it may hold anything. */
  readonly path?: string
  /** Of a preflight that was turned away; `null` for a text that is none. */
  readonly origin?: string | undefined
  /** What went wrong, where it is a fault of ours. */
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

/** Is told of every response of the gateway. */
export interface ResponseListener {
  decided(message: DecidedRequest): void
  unrouted(message: UnroutedRequest): void
}

/** Subscribes to what is told of responses. @returns a function that ends the subscription */
export function listen({ decided, unrouted }: ResponseListener): () => void {
  channels.decided.subscribe(decided)
  channels.unrouted.subscribe(unrouted)
  return () => {
    channels.decided.unsubscribe(decided)
    channels.unrouted.unsubscribe(unrouted)
  }
}

/**
 * Follows what is waited for.
 * @param begin is called when it begins; what it gives back is handed to `end`, which is not called for undefined
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
