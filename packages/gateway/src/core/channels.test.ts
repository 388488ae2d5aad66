import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channels, follow, listen } from './channels.ts'

test('a subscriber gets each message that is published, until its subscription ends', () => {
  const heard: unknown[] = []
  const publish = (requestId: string) => channels.unrouted.publish({ requestId, code: 'route_not_found', status: 404 })
  const ends = [1, 2].map((number) =>
    listen({ decided: () => assert.fail(), unrouted: ({ requestId }) => heard.push([number, requestId]) }),
  )

  publish('a')
  ends[0]?.()
  publish('b')
  ends[1]?.()
  publish('c')

  assert.deepEqual(heard, [
    [1, 'a'],
    [2, 'a'],
    [2, 'b'],
  ])
  assert.equal(channels.unrouted.hasSubscribers || channels.decided.hasSubscribers, false)
})

test('the end of each wait comes with the value of its own begin and with its outcome, in whatever order waits end', async () => {
  const ended: unknown[] = []
  let count = 0
  const end = follow(
    channels.s3Request,
    ({ method }) => (method === 'HEAD' ? undefined : ++count),
    (begun, { method, result, error }) => ended.push([begun, method, result, error]),
  )
  const slow = Promise.withResolvers<number>()
  const fault = new Error('away')
  const ask = (method: string, result: Promise<number>) =>
    channels.s3Request.tracePromise(() => result, { method, origin: 'https://s3.example.com' })

  const first = ask('GET', slow.promise)
  await assert.rejects(ask('PUT', Promise.reject(fault)), fault)
  assert.equal(await ask('HEAD', Promise.resolve(1)), 1)
  slow.resolve(7)
  assert.equal(await first, 7)
  end()
  await ask('DELETE', Promise.resolve(2))

  assert.deepEqual(ended, [
    [2, 'PUT', undefined, fault],
    [1, 'GET', 7, undefined],
  ])
  assert.equal(channels.s3Request.hasSubscribers, false)
})
