import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SignpostError } from '../signpost-error.ts'
import { fetchClientToken } from './token-route.ts'

/** What the route answers, in place of a server. */
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
  test(`a route that answers with ${what} gives no token`, async (context) => {
    answer(context, respond)

    await assert.rejects(fetchClientToken('/token'), (error: unknown) => {
      assert.ok(error instanceof SignpostError)
      assert.deepEqual([error.code, error.canRetry], [code, canRetry])
      assert.doesNotMatch(error.message, /at_secret/)
      return true
    })
  })
}
