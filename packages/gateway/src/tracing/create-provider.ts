import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
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
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import type { TracingSettings } from '../config/tracing-settings.ts'
import { version } from '../core/version.ts'
import { createLogExporter, watchExporter } from './span-exporters.ts'

/**
 * Creates the provider that samples spans and sends them, as the `OTEL_*` variables say.
 * @param worker the number of the worker, if there are workers
 */
export function createProvider(settings: TracingSettings, logger: Logger, worker: number | undefined): TracerProvider {
  return new TracerProvider({
    resource: describeProcess(worker),
    sampler: createSampler(settings),
    spanProcessors: settings.exporters.map((name) => createProcessor(name, settings, logger)),
  })
}

/** Creates the sampler that `OTEL_TRACES_SAMPLER` names. */
export function createSampler({ sampler, ratio }: Pick<TracingSettings, 'sampler' | 'ratio'>): Sampler {
  const root = createRoot(sampler, ratio)
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

function createRoot(sampler: TracingSettings['sampler'], ratio: number): Sampler {
  if (sampler.endsWith('always_off')) return new AlwaysOffSampler()
  if (sampler.endsWith('traceidratio')) return new TraceIdRatioBasedSampler(ratio)
  return new AlwaysOnSampler()
}

function createProcessor(name: 'otlp' | 'console', settings: TracingSettings, logger: Logger): SpanProcessor {
  if (name === 'console') return new SimpleSpanProcessor({ exporter: createLogExporter(logger) })
  const exporter = settings.protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter()
  return new BatchSpanProcessor({ ...settings.batching, exporter: watchExporter(exporter, logger) })
}

/** The attributes of this process in all of its spans. `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` take precedence. */
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
