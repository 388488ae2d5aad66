import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, SimpleSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'
import type { TracingSettings } from '../config/tracing-settings.ts'
import { deadline } from '../core/deadline.ts'
import type { RequestObserver } from '../core/request-observer.ts'
import { version } from '../core/version.ts'
import { createSampler } from './create-sampler.ts'
import { describeServers } from './describe-servers.ts'
import { createLogExporter } from './log-exporter.ts'
import { spanObserver } from './span-observer.ts'
import { type TracedPorts, tracePorts } from './trace-ports.ts'
import { traceRequests } from './trace-requests.ts'
import { watchExporter } from './watch-exporter.ts'

/** What puts spans around the gateway's work. */
export interface Tracing {
  /** Writes decisions on the spans of their requests. */
  readonly observer: RequestObserver
  /** The same ports, with a span for each wait of a request. */
  tracePorts(ports: TracedPorts): TracedPorts
  /** Adds the hook that begins a span for each request. */
  traceRequests(app: FastifyInstance): void
  /** Sends what is not sent yet, for 1 s at the most. Never rejects. */
  close(): Promise<void>
}

/** What {@link startTracing} is told beside the settings. */
export interface TracingOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'redisUrl'>
  readonly logger: Logger
  /** The number of the worker, where there are workers. */
  readonly worker?: number | undefined
}

/** A collector that is away must not use up the time that the end of the process has. */
const closeLimitMs = 1000

/** Starts the OpenTelemetry SDK: for tracing alone, and for this process alone. */
export function startTracing(settings: TracingSettings, { config, logger, worker }: TracingOptions): Tracing {
  const provider = new TracerProvider({
    resource: describeProcess(worker),
    sampler: createSampler(settings),
    spanProcessors: settings.exporters.map((name) => createProcessor(name, settings, logger)),
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const tracer = provider.getTracer('signpost', version)
  const propagator = settings.followsClients ? new W3CTraceContextPropagator() : undefined
  const servers = describeServers(config)
  const { exporters, sampler } = settings
  logger.info({ exporters, sampler }, 'traces are on')
  return {
    observer: spanObserver,
    tracePorts: (ports) => tracePorts(tracer, ports, servers),
    traceRequests: (app) => traceRequests(app, tracer, propagator),
    async close() {
      // Whether the exporter failed, it has told by itself.
      const sent = provider.shutdown().catch(() => {})
      await deadline(closeLimitMs, sent).catch(() => logger.warn('the last spans could not be sent in time'))
      context.disable()
    },
  }
}

function createProcessor(name: 'otlp' | 'console', settings: TracingSettings, logger: Logger): SpanProcessor {
  if (name === 'console') return new SimpleSpanProcessor({ exporter: createLogExporter(logger) })
  const exporter = settings.protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter()
  return new BatchSpanProcessor({ ...settings.batching, exporter: watchExporter(exporter, logger) })
}

/** What all spans of this process say of it; what `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say goes before it. */
function describeProcess(worker: number | undefined): Resource {
  const own = {
    'service.name': 'signpost',
    'service.version': version,
    'service.instance.id': randomUUID(),
    'host.name': hostname(),
    'process.pid': process.pid,
    ...(worker === undefined ? {} : { 'signpost.worker': worker }),
  }
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector]
  return defaultResource().merge(resourceFromAttributes(own)).merge(detectResources({ detectors }))
}
