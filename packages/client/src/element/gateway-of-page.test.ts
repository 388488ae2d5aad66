import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedAnswer } from '../../test/stub-environment.ts'
import { openPageGateway } from './gateway-of-page.ts'

for (const [what, said, expected] of [
  ['limits', { maxBytes: 5, contentTypes: ['image/*'] }, { maxBytes: 5, contentTypes: ['image/*'] }],
  ['a limit of nothing', { maxBytes: 0 }, { maxBytes: 0 }],
  ['null, as many languages write what is absent', { maxBytes: null, contentTypes: null }, {}],
  ['what is no limit', { maxBytes: '5', contentTypes: 'image/png' }, {}],
  ['types that are no text', { contentTypes: [null, 17, 'image/png'] }, { contentTypes: ['image/png'] }],
  ['limits within `data`', { data: { clientToken: 'ct_a', maxBytes: 5 } }, { maxBytes: 5 }],
] as const) {
  test(`the limits in a token’s answer: ${what}`, async (context) => {
    context.mock.method(globalThis, 'fetch', async () => new Response(JSON.stringify({ data: signedAnswer('k') })))
    const getToken = () => ({ clientToken: 'ct_a', expiresAt: '2126-01-15T12:00:00Z', ...said })
    const gateway = openPageGateway({ url: 'https://sign.test', tokenUrl: '', getToken: getToken as never }, () => {})
    await gateway.signpost.sign({ bucket: 'my-bucket', key: 'k' })

    assert.deepEqual(gateway.limits, { maxBytes: undefined, contentTypes: undefined, ...expected })
  })
}
