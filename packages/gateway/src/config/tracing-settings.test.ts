import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTracingSettings } from './tracing-settings.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
const defaults = {
  exporters: ['otlp'],
  protocol: 'http/protobuf',
  sampler: 'parentbased_always_on',
  ratio: 1,
  followsClients: true,
  batching: {},
}

const unwanted: readonly { name: string; env: Record<string, string> }[] = [
  { name: 'nothing is set', env: {} },
  { name: 'variables are set to nothing', env: { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_EXPORTER: ' ' } },
  {
    name: 'only variables that do not ask for traces are set',
    env: { OTEL_SERVICE_NAME: 'a', OTEL_TRACES_SAMPLER: 'always_on' },
  },
  { name: 'the SDK is disabled', env: { ...endpoint, OTEL_SDK_DISABLED: 'True' } },
  { name: 'there is no exporter', env: { ...endpoint, OTEL_TRACES_EXPORTER: 'none' } },
]

for (const { name, env } of unwanted) {
  test(`traces are off when ${name}`, () => {
    assert.deepEqual(readTracingSettings(env), { settings: undefined, problems: [] })
  })
}

const wanted: readonly { name: string; env: Record<string, string>; exporters: readonly string[] }[] = [
  { name: 'an endpoint', env: endpoint, exporters: ['otlp'] },
  {
    name: 'an endpoint for traces',
    env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otel.example.com/v1/traces' },
    exporters: ['otlp'],
  },
  { name: 'an exporter', env: { OTEL_TRACES_EXPORTER: 'otlp' }, exporters: ['otlp'] },
  { name: 'the exporter to the log', env: { OTEL_TRACES_EXPORTER: 'console' }, exporters: ['console'] },
  { name: 'both exporters', env: { OTEL_TRACES_EXPORTER: 'otlp, Console' }, exporters: ['otlp', 'console'] },
  { name: 'an SDK that is not disabled', env: { ...endpoint, OTEL_SDK_DISABLED: 'false' }, exporters: ['otlp'] },
]

for (const { name, env, exporters } of wanted) {
  test(`${name} asks for traces, with the defaults of the specification`, () => {
    assert.deepEqual(readTracingSettings(env), { settings: { ...defaults, exporters }, problems: [] })
  })
}

test('every setting is read', () => {
  const { settings, problems } = readTracingSettings({
    ...endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_PROPAGATORS: 'baggage',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BSP_EXPORT_TIMEOUT: '2000',
    OTEL_BSP_MAX_QUEUE_SIZE: '64',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '32',
  })

  assert.deepEqual(problems, [])
  assert.deepEqual(settings, {
    exporters: ['otlp'],
    protocol: 'http/json',
    sampler: 'parentbased_traceidratio',
    ratio: 0.25,
    followsClients: false,
    batching: { scheduledDelayMillis: 100, exportTimeoutMillis: 2000, maxQueueSize: 64, maxExportBatchSize: 32 },
  })
})

const ignored: readonly { name: string; value: string }[] = [
  { name: 'OTEL_TRACES_SAMPLER', value: 'jaeger_remote' },
  { name: 'OTEL_PROPAGATORS', value: 'tracecontext,b3' },
  { name: 'OTEL_TRACES_EXPORTER', value: 'otlp,zipkin' },
  { name: 'OTEL_BSP_SCHEDULE_DELAY', value: 'soon' },
  { name: 'OTEL_BSP_MAX_QUEUE_SIZE', value: '0' },
]

for (const { name, value } of ignored) {
  test(`${name}=${value} is reported and ignored, and the value is not repeated`, () => {
    const { settings, problems } = readTracingSettings({ ...endpoint, [name]: value })

    assert.deepEqual(settings, defaults)
    assert.equal(problems.length, 1)
    assert.ok(problems[0]?.startsWith(`${name} `))
    assert.ok(!problems[0]?.includes(value))
  })
}

for (const value of ['2', '-1', 'half', 'NaN']) {
  test(`a ratio of ${value} is reported, and 1 is used`, () => {
    const env = { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: value }
    const { settings, problems } = readTracingSettings(env)

    assert.equal(settings?.ratio, 1)
    assert.deepEqual(problems, ['OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1: 1 is used'])
  })
}

const unusable: readonly { name: string; env: Record<string, string>; problem: RegExp }[] = [
  {
    name: 'gRPC, which is not supported',
    env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    problem: /^OTEL_EXPORTER_OTLP_PROTOCOL is not one of http\/protobuf, http\/json/,
  },
  {
    name: 'gRPC for traces',
    env: { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    problem: /^OTEL_EXPORTER_OTLP_TRACES_PROTOCOL /,
  },
  {
    name: 'an endpoint without a scheme',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hunter2@localhost:4318' },
    problem: /^The OTLP endpoint is not a URL/,
  },
  {
    name: 'an unknown exporter',
    env: { OTEL_TRACES_EXPORTER: 'zipkin' },
    problem: /^OTEL_TRACES_EXPORTER has values other than otlp, console, none/,
  },
]

for (const { name, env, problem } of unusable) {
  test(`${name}: a problem says that traces are off`, () => {
    const { settings, problems } = readTracingSettings(env)

    assert.equal(settings, undefined)
    assert.match(problems[0] ?? '', problem)
    assert.equal(problems[1], 'Traces are off')
    assert.doesNotMatch(problems.join(), /hunter2/)
  })
}

test('with two exporters, an invalid endpoint turns off only the exporter that needs it', () => {
  const { settings, problems } = readTracingSettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost',
    OTEL_TRACES_EXPORTER: 'otlp,console',
  })

  assert.deepEqual(settings?.exporters, ['console'])
  assert.equal(problems.length, 1)
})
