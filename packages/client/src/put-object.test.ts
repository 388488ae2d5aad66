import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type StubAnswer, signedAnswer, stubEnvironment } from '../test/stub-environment.ts'
import { createSignpost } from './create-signpost.ts'
import type { SignpostError } from './signpost-error.ts'

const target = { bucket: 'my-bucket', key: 'a.bin', ifNoneMatch: '*' } as const
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
const exists: StubAnswer = { status: 412, text: '<Error><Code>PreconditionFailed</Code></Error>' }

/** @param puts the outcome of each PUT @param found the gateway's answer about the object afterwards */
function stubStore(puts: readonly (StubAnswer | 'lost')[], found: StubAnswer) {
  const left = [...puts]
  const stub = stubEnvironment(({ method, path }) => {
    if (path === '/awss3/signed-url') return { data: signedAnswer('a.bin') }
    if (path === '/awss3/object') return found
    assert.equal(method, 'PUT')
    const answer = left.shift() ?? { text: '' }
    if (answer === 'lost') throw new TypeError('fetch failed')
    return answer
  })
  const looks = () => stub.requests.filter(({ path }) => path === '/awss3/object').length
  return { looks, upload: () => createSignpost({ url: 'https://sign.test', token: 't' }, stub).upload('abc', target) }
}

const failure = (code: string) => (error: SignpostError) => error.code === code

test('a refusal to replace is not a failure if an attempt without an answer has stored the same bytes', async () => {
  for (const lost of ['lost', { status: 500, text: '' }, { status: 503, text: '' }] as const) {
    const { upload, looks } = stubStore([lost, exists], { data: { size: 3, etag: md5('abc'), versionId: 'v' } })
    const { size, etag, versionId, warnings } = await upload()
    assert.deepEqual([size, etag, versionId, looks()], [3, md5('abc'), 'v', 1])
    assert.match(String(warnings), /answer to the upload was lost.*the same bytes/)
  }
})

test('an object of a different size is a different object, so the refusal stands', async () => {
  const { upload } = stubStore(['lost', exists], { data: { size: 4, etag: md5('abcd') } })
  await assert.rejects(upload(), (error: SignpostError) => {
    assert.deepEqual([error.code, error.status, error.s3Code], ['store_refused', 412, 'PreconditionFailed'])
    return true
  })
})

test('if the objects cannot be compared, the outcome is reported as unknown', async () => {
  for (const found of [
    { data: { size: 3, etag: md5('xyz') } },
    { data: { size: 3 } },
    { status: 404, error: { code: 'object_not_found', message: 'No.' } },
    { status: 403, error: { code: 'token_not_allowed', message: 'No.' } },
  ]) {
    await assert.rejects(stubStore(['lost', exists], found).upload(), failure('outcome_unknown'))
  }
})

test('if the first attempt is refused, the refusal stands, whatever object exists', async () => {
  const first = stubStore([exists], { data: { size: 3, etag: md5('abc') } })
  await assert.rejects(first.upload(), failure('store_refused'))
  assert.equal(first.looks(), 0)
  // An expired URL stored nothing.
  const ended = stubStore([{ status: 403, text: '' }, exists], { data: { size: 3, etag: md5('abc') } })
  await assert.rejects(ended.upload(), failure('store_refused'))
})
