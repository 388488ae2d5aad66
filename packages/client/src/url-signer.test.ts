import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedAnswer, stubEnvironment } from '../test/stub-environment.ts'
import { createGateway } from './gateway.ts'
import { SignpostError } from './signpost-error.ts'
import { createUrlSigner } from './url-signer.ts'

const bucket = 'my-bucket'

/** A gateway that refuses the key `denied` and does not understand `..`. */
function stubSigner() {
  const stub = stubEnvironment(({ method, query, body }) => {
    if (method === 'GET') return { data: signedAnswer(query.get('key_name') ?? '') }
    const { requests } = body as { requests: { key_name: string }[] }
    if (JSON.stringify(body).length > 256 * 1024) {
      return { status: 413, error: { code: 'payload_too_large', message: 'No.' } }
    }
    if (requests.some(({ key_name }) => key_name === '..')) {
      return { status: 400, error: { code: 'invalid_request', message: 'No.', details: [] } }
    }
    const results = requests.map(({ key_name: key }) => {
      if (key !== 'denied') return signedAnswer(key)
      return { bucket, key, error: { code: 'token_not_allowed', message: 'No.', status: 403 } }
    })
    return { data: { results, signed: 0, refused: 0 } }
  })
  const signer = createUrlSigner(createGateway({ url: 'https://sign.test', token: 't' }, stub), stub)
  return { stub, signer, list: () => stub.requests.map(({ method, path }) => `${method} ${path}`) }
}

test('calls within one tick are one batch, each with its own outcome; a single call is a plain request', async () => {
  const { stub, signer, list } = stubSigner()
  const [one, denied] = await Promise.allSettled([
    signer.sign({ bucket, key: 'one', type: 'upload', expiresIn: 60 }),
    signer.sign({ bucket, key: 'denied', type: 'upload' }),
  ])
  assert.equal(one.status === 'fulfilled' && one.value.key, 'one')
  assert.equal(denied.status === 'rejected' && denied.reason.code, 'token_not_allowed')
  await signer.sign({ bucket, key: 'two', type: 'upload' })

  assert.deepEqual(list(), ['POST /awss3/signed-urls', 'GET /awss3/signed-url'])
  assert.deepEqual(stub.requests[0]?.body, {
    requests: [
      { bucket, key_name: 'one', type: 'upload', expires_in: 60 },
      { bucket, key_name: 'denied', type: 'upload' },
    ],
  })
})

test('an invalid entry does not affect the others', async () => {
  const { signer, list } = stubSigner()
  const keys = ['one', '..', 'two']
  const signed = await signer.signMany(keys.map((key) => ({ bucket, key })))

  assert.deepEqual(
    signed.map((entry) => (entry instanceof SignpostError ? entry.code : entry.key)),
    keys,
  )
  assert.equal(list().length, 4)
})

test('more calls than fit into a batch are several batches', async () => {
  const { signer, list } = stubSigner()
  const options = Array.from({ length: 1200 }, (_, index) => ({ bucket, key: `${index}`, type: 'upload' as const }))
  assert.equal((await signer.signMany(options)).length, 1200)
  assert.equal(list().length, 3)
})

test('long keys, of which fewer fit into a batch, are several batches', async () => {
  const { signer } = stubSigner()
  const options = Array.from({ length: 500 }, (_, index) => ({ bucket, key: `${'k'.repeat(1000)}${index}` }))
  const signed = await signer.signMany(options)
  assert.deepEqual(
    signed.map((entry) => ('key' in entry ? entry.key : entry.code)),
    options.map(({ key }) => key),
  )
})

test('a URL for reading is cached until shortly before it expires; one for an upload never is', async () => {
  const { stub, signer, list } = stubSigner()
  const [first, same] = [signer.sign({ bucket, key: 'one' }), signer.sign({ key: 'one', bucket })]
  assert.equal(await first, await same)
  stub.pass(260_000)
  assert.equal(await signer.sign({ bucket, key: 'one' }), await first)
  assert.equal(list().length, 1)
  stub.pass(11_000)
  await signer.sign({ bucket, key: 'one' })
  await signer.sign({ bucket, key: 'one', filename: 'eins.txt' })
  assert.equal(list().length, 3)

  signer.forget({ bucket, key: 'one' })
  await signer.sign({ bucket, key: 'one' })
  for (const _ of [1, 2]) await signer.sign({ bucket, key: 'one', type: 'upload' })
  assert.equal(list().length, 6)
})

test('a refused URL is requested again', async () => {
  let isDown = true
  const stub = stubEnvironment(() =>
    isDown ? { status: 404, error: { code: 'bucket_not_found', message: 'No.' } } : { data: signedAnswer('one') },
  )
  const signer = createUrlSigner(createGateway({ url: 'https://sign.test', token: 't' }, stub), stub)
  await assert.rejects(signer.sign({ bucket, key: 'one' }))
  isDown = false
  assert.equal((await signer.sign({ bucket, key: 'one' })).key, 'one')
})
