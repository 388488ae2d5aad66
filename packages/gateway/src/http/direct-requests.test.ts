import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { createArbitraryRequest } from '../../test/samples/arbitrary-request.ts'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sendBytes } from '../../test/servers/send-bytes.ts'
import { parseTrustProxy } from '../config/trust-proxy.ts'
import { channels } from '../core/channels.ts'
import type { GateRequest } from '../gate/gate.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { operations } from '../operations/registry.ts'
import type { AppDependencies } from './create-app.ts'

const object = 'bucket=my-bucket&key_name=a.txt'
const rate: RateState = {
  policy: 'default',
  points: 10,
  windowSeconds: 60,
  remaining: 9,
  resetsInSeconds: 60,
  isExceeded: false,
}

/** An app with a real gate that listens, and what its gate was handed. */
async function listen(parts: Partial<AppDependencies> = {}) {
  const limiter = {
    countToken: () => rate,
    countClientToken: () => undefined,
    countChange: () => undefined,
    countBadToken: () => undefined,
    findExcess: () => undefined,
    close() {},
  }
  const { gate, token } = createSampleGate({ dependencies: { limiter } })
  const seen: GateRequest[] = []
  const watched = {
    ...gate,
    bind: (operation: (typeof operations)[number]) => {
      const decide = gate.bind(operation)
      return (request: GateRequest) => {
        seen.push(request)
        return decide(request)
      }
    },
  }
  const app = createSampleApp({ gate: watched, ...parts })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return { url, token, seen, [Symbol.asyncDispose]: () => app.close() }
}

/** The lines of a response, sorted but for the first, without what differs from one response to the next. */
function normalize(response: Buffer): readonly string[] {
  const [status = '', ...lines] = response
    .toString('latin1')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g, 'ID')
    .replaceAll(/^date:.*$/gim, 'date')
    .split('\r\n')
  return [status, ...lines.toSorted()]
}

/** Sends a request both ways: in the usual form, and with the origin in its target, which is Fastify's affair. */
async function sendBothWays(url: string, request: string) {
  assert.match(request, /^GET \/awss3\//)
  const direct = normalize(await sendBytes(url, request))
  const byFastify = normalize(await sendBytes(url, request.replace('GET /', 'GET http://localhost/')))
  return { direct, byFastify }
}

function write(path: string, ...fields: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...fields, '', ''].join('\r\n')
}

for (const { name, parts, query = object, fields = [], status = 200 } of [
  { name: 'a signed URL' },
  { name: 'with a warning', query: `${object}&unheard_of=1` },
  { name: 'with a redirection', query: `${object}&redirect=true&stable=3600`, status: 302 },
  { name: 'refused for its parameters', query: 'bucket=UPPER', status: 400 },
  { name: 'refused for its encoding', query: `${object}&a=%ff`, status: 400 },
  { name: 'refused for its token', fields: ['Authorization: Bearer at_wrong'], query: 'api_token=', status: 401 },
  { name: 'behind HTTPS', parts: { publicUrl: 'https://signpost.example.com' } },
  { name: 'while pages may ask', parts: { corsOrigins: ['https://app.example.com'] } },
  { name: 'while all pages may ask', parts: { corsOrigins: ['*'] } },
  {
    name: 'of a page',
    parts: { corsOrigins: ['https://app.example.com'] },
    fields: ['Origin: https://app.example.com'],
  },
  { name: 'of a page where none may ask', fields: ['Origin: https://app.example.com'] },
  { name: 'with a body', fields: ['Content-Type: application/json', 'Content-Length: 2', '', '{}'] },
  { name: 'in the old spelling', query: 'bucket=my-bucket&key_name/a.txt' },
] as readonly {
  name: string
  parts?: Partial<AppDependencies>
  query?: string
  fields?: readonly string[]
  status?: number
}[]) {
  test(`both ways answer alike: ${name}`, async () => {
    await using app = await listen(parts)
    const sent = query.startsWith('api_token') ? query : `api_token=${app.token}&${query}`

    const { direct, byFastify } = await sendBothWays(app.url, write(`/awss3/signed-url?${sent}`, ...fields))

    assert.match(direct[0] ?? '', new RegExp(`^HTTP/1.1 ${status} `))
    assert.deepEqual(direct, byFastify)
    const [first, second] = app.seen.map(({ requestId: _, ...request }) => request)
    assert.deepEqual(first, second)
  })
}

test('both ways answer alike whatever is sent', async () => {
  await using app = await listen()
  const seed = Date.now()
  const arbitrary = createArbitraryRequest(app.token).filter((request) => /^GET \/awss3\/signed-url/.test(request))
  const requests = fc.sample(arbitrary, { seed, numRuns: 150 })

  await Promise.all(
    requests.map(async (request) => {
      const { direct, byFastify } = await sendBothWays(app.url, request)
      assert.deepEqual(direct, byFastify, `seed ${seed}: ${request.slice(0, 600)}`)
    }),
  )
})

test('both ways know the client behind a trusted proxy alike', async () => {
  await using app = await listen({ trustProxy: parseTrustProxy('loopback') })
  for (const forwarded of ['203.0.113.7', '203.0.113.7:99, 127.0.0.1', 'nobody', '']) {
    app.seen.length = 0
    const path = `/awss3/signed-url?${object}`

    await sendBothWays(app.url, write(path, `X-Forwarded-For: ${forwarded}`))

    assert.equal(app.seen[0]?.clientAddress, app.seen[1]?.clientAddress)
  }
})

test('a fault is told and answered as one', async () => {
  using told = collectMessages(channels.unrouted)
  const gate = { ...createSampleGate().gate, bind: () => () => Promise.reject(new Error('broken')) }
  await using app = await listen({ gate })

  const { direct, byFastify } = await sendBothWays(app.url, write(`/awss3/signed-url?${object}`))

  assert.match(direct[0] ?? '', /^HTTP\/1.1 500 /)
  assert.deepEqual(direct, byFastify)
  const [first, second] = told.messages.map(({ requestId: _, ...message }) => message)
  assert.deepEqual(first, second)
  assert.match(String(first?.fault), /broken/)
})

test('while somebody follows requests, all of them go by Fastify, which knows their route', async () => {
  using begun = collectMessages(channels.request)
  await using app = await listen()

  await sendBytes(app.url, write(`/awss3/signed-url?${object}`))

  assert.equal(begun.messages[0]?.route, '/awss3/signed-url')
})
