import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignpostError } from '../signpost-error.ts'
import { fetchClientToken } from './token-route.ts'

/** Replaces a server by the route's answers. */
function answer(context: { mock: typeof test.mock }, respond: () => Response): void {
  context.mock.method(globalThis, 'fetch', async () => respond())
}

const given = { clientToken: 'ct_abc', expiresAt: '2026-01-15T12:00:00Z', maxBytes: 5 }

for (const [what, body, expected] of [
  ['what `createClientToken` gives', JSON.stringify(given), given],
  ['the gateway’s own answer', JSON.stringify({ data: given }), given],
  ['a token as JSON', '"ct_abc"', { clientToken: 'ct_abc' }],
  ['a token as text', 'ct_abc\n', { clientToken: 'ct_abc' }],
] as const) {
  test(`a route may answer ${what}`, async (context) => {
    answer(context, () => new Response(body))

    const { expiresAt, ...others } = await fetchClientToken('/token')
    const { expiresAt: end = '9999-12-31T00:00:00Z', ...rest } = expected as typeof given
    assert.deepEqual([others, expiresAt], [rest, end])
  })
}

for (const [what, respond, code, canRetry] of [
  ['an API token', () => new Response('"at_secret"'), 'token_route', false],
  ['a page to sign in', () => new Response('<html>'), 'token_route', false],
  ['nothing', () => new Response(''), 'token_route', false],
  ['null', () => new Response('{"data":null}'), 'token_route', false],
  ['403', () => new Response('no', { status: 403 }), 'token_route', false],
  ['502', () => new Response('no', { status: 502 }), 'token_route', true],
  ['silence', () => Promise.reject(new TypeError('Failed to fetch')) as never, 'network_error', true],
] as const) {
  test(`a route that answers with ${what} returns no token`, async (context) => {
    answer(context, respond)

    await assert.rejects(fetchClientToken('/token'), (error: unknown) => {
      assert.ok(error instanceof SignpostError)
      assert.deepEqual([error.code, error.canRetry], [code, canRetry])
      assert.doesNotMatch(error.message, /at_secret/)
      return true
    })
  })
}

test('a connection that breaks during the route’s answer is a network error that can be retried', async (context) => {
  const broken = () => new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) })
  answer(context, () => new Response(broken()))

  await assert.rejects(
    fetchClientToken('/token'),
    (error) => error instanceof SignpostError && error.code === 'network_error' && error.canRetry,
  )
})

for (const [what, answers, message] of [
  // A policy blocks following the redirect, but not detecting it.
  ['leads to where people sign in', { manual: 'opaqueredirect' }, /redirects/],
  ['is of another origin without CORS', { 'no-cors': 'opaque' }, /CORS/],
] as const) {
  test(`a route that ${what} is not reported as a lost network`, async (context) => {
    context.mock.method(globalThis, 'fetch', async (_: string, { mode, redirect }: RequestInit) => {
      const type = Object.entries(answers).find(([name]) => name === mode || name === redirect)?.[1]
      if (type === undefined) throw new TypeError('Failed to fetch')
      return Object.defineProperty(new Response(), 'type', { value: type })
    })

    await assert.rejects(fetchClientToken('/token'), (error) => {
      assert.ok(error instanceof SignpostError)
      assert.deepEqual([error.code, error.canRetry], ['token_route', false])
      assert.match(error.message, message)
      return true
    })
  })
}

test('a broken connection is retried', async (context) => {
  let asked = 0
  answer(context, () => {
    if (++asked === 1) throw new TypeError('Failed to fetch')
    return new Response('ct_abc')
  })
  await assert.rejects(fetchClientToken('/token'), { code: 'network_error', canRetry: true })
})
