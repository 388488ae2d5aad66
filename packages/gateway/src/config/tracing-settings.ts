/** Samplers of the OpenTelemetry specification, by their names in `OTEL_TRACES_SAMPLER`. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const
const exporters = ['otlp', 'console', 'none'] as const
const protocols = ['http/protobuf', 'http/json'] as const
const propagators = ['tracecontext', 'baggage', 'none'] as const

/** How many spans are sent at a time, and when. An absent field is left to the SDK. Times are in milliseconds. */
export interface SpanBatching {
  readonly scheduledDelayMillis?: number
  readonly exportTimeoutMillis?: number
  readonly maxQueueSize?: number
  readonly maxExportBatchSize?: number
}

/** The settings of the `OTEL_*` variables that the SDK does not read on its own. */
export interface TracingSettings {
  /** At least one. */
  readonly exporters: readonly ('otlp' | 'console')[]
  readonly protocol: (typeof protocols)[number]
  readonly sampler: (typeof samplers)[number]
  /** The ratio, from 0 to 1, for the samplers that use one. */
  readonly ratio: number
  /** Whether spans continue the trace of a client's `traceparent` header. */
  readonly followsClients: boolean
  readonly batching: SpanBatching
}

/** The settings, and the problems of the variables. */
export interface TracingChoice {
  /** Undefined when no traces are wanted, or when they could not be sent anywhere. */
  readonly settings: TracingSettings | undefined
  /** Sentences without the values, because one may contain a secret. */
  readonly problems: readonly string[]
}

const batchingVariables: Readonly<Record<keyof SpanBatching, string>> = {
  scheduledDelayMillis: 'OTEL_BSP_SCHEDULE_DELAY',
  exportTimeoutMillis: 'OTEL_BSP_EXPORT_TIMEOUT',
  maxQueueSize: 'OTEL_BSP_MAX_QUEUE_SIZE',
  maxExportBatchSize: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the standard variables of OpenTelemetry ("Environment Variable Specification"). They are not keys of the
 * configuration, because their names, defaults and meanings are not ours. As the specification requires, Signpost warns about an
 * unknown value and ignores it: tracing never keeps a gateway from its work. The SDK itself reads the endpoint, headers, timeout,
 * compression and certificates of the exporter, `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.
 */
export function readTracingSettings(env: Environment): TracingChoice {
  const problems: string[] = []
  const reader = createReader(env, problems)
  const off = { settings: undefined, problems: [] }
  const endpoint = reader.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? reader.text('OTEL_EXPORTER_OTLP_ENDPOINT')
  const isAskedFor = endpoint !== undefined || reader.text('OTEL_TRACES_EXPORTER') !== undefined
  if (!isAskedFor || reader.word('OTEL_SDK_DISABLED') === 'true') return off

  const wanted = reader.list('OTEL_TRACES_EXPORTER', exporters, ['otlp'])
  if (wanted.includes('none')) return off
  const protocol = wanted.includes('otlp') ? readProtocol(reader, problems) : undefined
  const isCollectorUsable = protocol !== undefined && isEndpointUsable(endpoint, problems)
  const usable = wanted
    .filter((exporter) => exporter !== 'none')
    .filter((exporter) => exporter !== 'otlp' || isCollectorUsable)
  if (usable.length === 0) return { settings: undefined, problems: [...problems, 'Traces are off'] }
  const sampler = reader.choice('OTEL_TRACES_SAMPLER', samplers, 'parentbased_always_on')
  const settings = {
    exporters: usable,
    protocol: protocol ?? 'http/protobuf',
    sampler,
    ratio: sampler.endsWith('traceidratio') ? readRatio(reader, problems) : 1,
    followsClients: reader.list('OTEL_PROPAGATORS', propagators, ['tracecontext']).includes('tracecontext'),
    batching: readBatching(reader, problems),
  }
  return { settings, problems }
}

type Reader = ReturnType<typeof createReader>

/** Creates a reader of variables that adds what is wrong with them to `problems`. */
function createReader(env: Environment, problems: string[]) {
  /** As the specification requires, an empty variable counts as not set. */
  const text = (name: string) => env[name]?.trim() || undefined
  const word = (name: string) => text(name)?.toLowerCase()
  return {
    text,
    word,
    choice<Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice {
      const given = word(name)
      if (given === undefined) return otherwise
      const choice = choices.find((candidate) => candidate === given)
      if (choice === undefined) problems.push(`${name} is not one of ${choices.join(', ')}: ${otherwise} is used`)
      return choice ?? otherwise
    },
    list<Choice extends string>(name: string, choices: readonly Choice[], otherwise: readonly Choice[]) {
      const given = new Set((word(name) ?? '').split(/\s*,\s*/).filter((item) => item !== ''))
      if (given.size === 0) return otherwise
      const known = choices.filter((choice) => given.has(choice))
      if (known.length < given.size)
        problems.push(`${name} has values other than ${choices.join(', ')}: they are ignored`)
      return known
    },
  }
}

/**
 * Reads the protocol. gRPC is not supported, because its library is larger than all the rest of tracing. There is no fallback to HTTP:
 * the gRPC port of a collector would only refuse it.
 */
function readProtocol(reader: Reader, problems: string[]): TracingSettings['protocol'] | undefined {
  const names = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']
  const name = names.find((candidate) => reader.text(candidate) !== undefined)
  if (name === undefined) return 'http/protobuf'
  const protocol = protocols.find((candidate) => candidate === reader.word(name))
  if (protocol === undefined) {
    problems.push(`${name} is not one of ${protocols.join(', ')}, usually on port 4318 of a collector`)
  }
  return protocol
}

/** Checks the endpoint. Without one the SDK uses `http://localhost:4318`; it would silently do the same for an invalid URL. */
function isEndpointUsable(endpoint: string | undefined, problems: string[]): boolean {
  if (endpoint === undefined || (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint))) return true
  problems.push('The OTLP endpoint is not a URL like http://127.0.0.1:4318')
  return false
}

function readRatio(reader: Reader, problems: string[]): number {
  const name = 'OTEL_TRACES_SAMPLER_ARG'
  const ratio = Number(reader.text(name) ?? 1)
  if (ratio >= 0 && ratio <= 1) return ratio
  problems.push(`${name} is not a number from 0 to 1: 1 is used`)
  return 1
}

function readBatching(reader: Reader, problems: string[]): SpanBatching {
  const batching: Partial<Record<keyof SpanBatching, number>> = {}
  for (const [key, name] of Object.entries(batchingVariables) as [keyof SpanBatching, string][]) {
    const text = reader.text(name)
    if (text === undefined) continue
    if (/^[1-9]\d{0,8}$/.test(text)) batching[key] = Number(text)
    else problems.push(`${name} is not a whole number from 1: its default is used`)
  }
  return batching
}
