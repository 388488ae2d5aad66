import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stubEnvironment } from '../test/stub-environment.ts'
import { createGateway } from './gateway.ts'
import { SignpostError } from './signpost-error.ts'

const url = 'https://sign.test/'

for (const [what, given] of [
  ['nothing', undefined],
  ['null', null],
  ['an error of the route', { error: 'Sign in first' }],
  ['an empty text', ''],
  ['a page', '<!doctype html>\n<p>Sign in'],
  ['two lines', 'ct_a\nx-other: b'],
  ['what is no text', { clientToken: 17 }],
] as const) {
  test(`\`getToken\` that returns ${what} is distinguished from a refused token`, async () => {
    const stub = stubEnvironment(() => ({ data: {} }))
    const gateway = createGateway({ url, getToken: () => given as unknown as string }, stub)
    await assert.rejects(
      gateway.call('listObjects', { bucket: 'b' }),
      (error) => error instanceof SignpostError && error.code === 'token_route' && /`getToken`/.test(error.message),
    )
    assert.equal(stub.requests.length, 0)
  })
}

test('`getToken` may return the gateway’s own answer', async () => {
  const stub = stubEnvironment(() => ({ data: {} }))
  const getToken = () => ({ data: { clientToken: 'ct_a', expiresAt: '2026-01-15T13:00:00Z' } })
  await createGateway({ url, getToken: getToken as never }, stub).call('listObjects', { bucket: 'b' })
  assert.equal(stub.requests[0]?.headers.get('authorization'), 'Bearer ct_a')
})

for (const [what, expiresAt] of [
  ['null', null],
  ['no time', 'soon'],
  ['a time that has passed by this clock, which may be wrong', '2026-01-15T11:00:00Z'],
] as const) {
  test(`a token whose expiry is ${what} is not requested again for each request`, async () => {
    const stub = stubEnvironment(() => ({ data: {} }))
    let asked = 0
    const getToken = () => ({ clientToken: `ct_${++asked}`, expiresAt: expiresAt as string })
    const gateway = createGateway({ url, getToken }, stub)
    for (const bucket of ['a', 'b', 'c']) await gateway.call('listObjects', { bucket })
    assert.equal(asked, 1)
  })
}

test('if the network is lost while `getToken` fetches, the client waits; other errors are reported immediately', async () => {
  const stub = stubEnvironment(() => ({ data: {} }))
  let asked = 0
  const lost = () => {
    if (++asked === 1) throw new TypeError('Failed to fetch')
    return 'ct_a'
  }
  await createGateway({ url, getToken: lost }, stub).call('listObjects', { bucket: 'b' })
  assert.equal(asked, 2)

  const mistaken = () => {
    throw new TypeError('undefined is not a function')
  }
  await assert.rejects(
    createGateway({ url, getToken: mistaken }, stub).call('listObjects', { bucket: 'b' }),
    /undefined is not a function/,
  )
})
