import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts'
import { answerListing, type ScriptedS3, startScriptedS3 } from './scripted-s3.ts'
import { makeTempDir } from './temp-dir.ts'
import { waitUntil } from './wait-until.ts'

/** An answer, with the request id that leads to its trace. */
export interface TracedAnswer {
  readonly status: number
  readonly requestId: string
  readonly body: string
}

/** A gateway that sends its spans to a collector, with a credential for a scripted S3 server. */
export interface TracedGateway extends GatewayProcess {
  readonly collector: OtlpReceiver
  readonly s3: ScriptedS3
  readonly token: string
  /** Requests a path with the token, unless the headers have another one. */
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<TracedAnswer>
  /** Waits for the span of a request, and returns it with its children, in the order in which they ended. */
  findTrace(requestId: string): Promise<{ readonly server: ReceivedSpan; readonly children: readonly ReceivedSpan[] }>
}

/** A request path for a signed URL. */
export function signedUrlPath(bucket = 'my-bucket'): string {
  return `/awss3/signed-url?bucket=${bucket}&key_name=a.txt`
}

/** Variables with which the gateway sends spans at once, in a format that a test can read. */
export function describeCollector({ endpoint }: Pick<OtlpReceiver, 'endpoint'>): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  }
}

/** A test needs the log line of its own request, however many other requests the same second has. */
const allLines = { SIGNPOST_ACCESS_LOG_PER_SECOND: '1000' }

/** Starts everything. @param env overrides the default settings */
export async function startTracedGateway(env: Readonly<Record<string, string>> = {}): Promise<TracedGateway> {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  const collector = stack.use(await startOtlpReceiver())
  const s3 = stack.adopt(await startScriptedS3(answerListing()), (server) => server.close())
  const options = { dataDir: dir.path, env }
  await storeCredential('one', options, { region: 'us-east-1', endpoint: s3.endpoint, bucketPatterns: [] })
  const token = await createToken(options)
  const wholeEnv = { ...allLines, ...describeCollector(collector), ...env }
  const gateway = stack.use(await startGateway({ ...options, env: wholeEnv }))
  const owned = stack.move()
  return {
    ...gateway,
    collector,
    s3,
    token,
    async ask(path, headers = {}) {
      const given = { authorization: `Bearer ${token}`, ...headers }
      const answer = await fetch(gateway.report.url + path, { headers: given })
      const requestId = answer.headers.get('x-request-id') ?? ''
      return { status: answer.status, requestId, body: await answer.text() }
    },
    async findTrace(requestId) {
      const find = () => collector.spans().find(({ attributes }) => attributes['signpost.request_id'] === requestId)
      await waitUntil(`the span of ${requestId} arrives`, () => find() !== undefined)
      const server = find() as ReceivedSpan
      const children = collector.spans().filter(({ parentSpanId }) => parentSpanId === server.spanId)
      return { server, children }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
