import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Empty for the root span of a trace. */
  readonly parentSpanId?: string
  readonly name: string
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  /** 2 is an error. */
  readonly statusCode: number
  /** The attributes of the process. */
  readonly resource: Readonly<Record<string, unknown>>
}

/** A request that the collector received. */
export interface Delivery {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An OpenTelemetry collector over OTLP/HTTP, on a free port of 127.0.0.1. */
export interface OtlpReceiver {
  readonly endpoint: string
  /** The requests that it accepted. */
  readonly deliveries: readonly Delivery[]
  /** The number of all requests. */
  attempts(): number
  /** The spans so far, from the deliveries in JSON. */
  spans(): ReceivedSpan[]
  /** Answers with this status from now on; 0 lets senders wait forever. */
  answerWith(status: number): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a collector that accepts everything. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let status = 200
  let attempts = 0
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    attempts++
    const body = await buffer(request)
    if (status === 0) return
    if (status === 200) deliveries.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    attempts: () => attempts,
    spans: () => deliveries.filter(({ headers }) => headers['content-type'] === 'application/json').flatMap(readSpans),
    answerWith(next) {
      status = next
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The parts of an OTLP request in JSON that are read here. */
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes' | 'resource' | 'statusCode'> & {
        readonly attributes: readonly KeyValue[]
        readonly status: { readonly code: number }
      })[]
    }[]
  }[]
}

interface KeyValue {
  readonly key: string
  /** One of `stringValue`, `intValue`, … */
  readonly value: Readonly<Record<string, unknown>>
}

function readSpans({ body }: Delivery): ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body.toString()) as ExportRequest
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, status, ...span }) => ({
        ...span,
        attributes: readAttributes(attributes),
        statusCode: status.code,
        resource: readAttributes(resource.attributes),
      })),
    ),
  )
}

function readAttributes(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
