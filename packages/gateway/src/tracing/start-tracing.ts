import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'
import type { TracingSettings } from '../config/tracing-settings.ts'
import { deadline } from '../core/deadline.ts'
import { version } from '../core/version.ts'
import { createProvider } from './create-provider.ts'
import { describeServers } from './server-attributes.ts'
import { traceRequests } from './trace-requests.ts'
import { traceWaits } from './trace-waits.ts'

/** The tracing of the gateway's work, once it has started. */
export interface Tracing {
  /** Creates no more spans, and sends those not sent yet, for 1 s at most. Never rejects. */
  close(): Promise<void>
}

/** The options of {@link startTracing}, besides the settings. */
export interface TracingOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'redisUrl'>
  readonly logger: Logger
  /** The number of the worker, if there are workers. */
  readonly worker?: number | undefined
}

/** An unavailable collector must not use up the time that the process has to end. */
const closeLimitMs = 1000

/** Starts the OpenTelemetry SDK, only for tracing, and only for this process. */
export function startTracing(settings: TracingSettings, { config, logger, worker }: TracingOptions): Tracing {
  const provider = createProvider(settings, logger, worker)
  const store = new AsyncLocalStorage<Context>()
  context.setGlobalContextManager(createContextManager(store))
  const tracer = provider.getTracer('signpost', version)
  const propagator = settings.followsClients ? new W3CTraceContextPropagator() : undefined
  const endings = [traceRequests({ tracer, store, propagator }), traceWaits(tracer, describeServers(config))]
  const { exporters, sampler } = settings
  logger.info({ exporters, sampler }, 'traces are on')
  return {
    async close() {
      for (const end of endings) end()
      // The exporter itself has logged any failure.
      const sent = provider.shutdown().catch(() => {})
      await deadline(closeLimitMs, sent).catch(() => logger.warn('the last spans could not be sent in time'))
      context.disable()
    },
  }
}

/**
 * Keeps OpenTelemetry's context in a store that a channel can set as well. The SDK's own manager does not expose its store.
 */
export function createContextManager(store: AsyncLocalStorage<Context>): ContextManager {
  return {
    active: () => store.getStore() ?? ROOT_CONTEXT,
    with: (active, act, self, ...args) => store.run(active, () => act.apply(self, args)),
    bind: (active, target) =>
      typeof target === 'function' ? store.run(active, () => AsyncLocalStorage.bind(target as never)) : target,
    enable() {
      return this
    },
    disable() {
      store.disable()
      return this
    },
  }
}

/** The fields of a log line that name its trace; none outside of a request. */
export function readTraceFields(): { readonly traceId?: string } {
  const traceId = trace.getActiveSpan()?.spanContext().traceId
  return traceId === undefined ? {} : { traceId }
}
