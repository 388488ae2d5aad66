import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type StubAnswer, signedAnswer, stubEnvironment } from '../test/stub-environment.ts'
import { createSignpost } from './create-signpost.ts'
import type { SignpostError } from './signpost-error.ts'

const target = { bucket: 'my-bucket', key: 'a.bin', ifNoneMatch: '*' } as const
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`
const exists: StubAnswer = { status: 412, text: '<Error><Code>PreconditionFailed</Code></Error>' }

/** @param puts what becomes of each PUT @param found what the gateway says of the object then */
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

test('a refusal to replace is no failure when a lost try has stored the very bytes', async () => {
  for (const lost of ['lost', { status: 500, text: '' }, { status: 503, text: '' }] as const) {
    const { upload, looks } = stubStore([lost, exists], { data: { size: 3, etag: md5('abc'), versionId: 'v' } })
    const { size, etag, versionId, warnings } = await upload()
    assert.deepEqual([size, etag, versionId, looks()], [3, md5('abc'), 'v', 1])
    assert.match(String(warnings), /answer to the upload was lost.*the same bytes/)
  }
})

test('an object of another size is another one: it is refused as ever', async () => {
  const { upload } = stubStore(['lost', exists], { data: { size: 4, etag: md5('abcd') } })
  await assert.rejects(upload(), (error: SignpostError) => {
    assert.deepEqual([error.code, error.status, error.s3Code], ['store_refused', 412, 'PreconditionFailed'])
    return true
  })
})

test('when the object cannot be told from another one, that is said', async () => {
  for (const found of [
    { data: { size: 3, etag: md5('xyz') } },
    { data: { size: 3 } },
    { status: 404, error: { code: 'object_not_found', message: 'No.' } },
    { status: 403, error: { code: 'token_not_allowed', message: 'No.' } },
  ]) {
    await assert.rejects(stubStore(['lost', exists], found).upload(), failure('outcome_unknown'))
  }
})

test('the first try that is refused is refused, whatever is there', async () => {
  const first = stubStore([exists], { data: { size: 3, etag: md5('abc') } })
  await assert.rejects(first.upload(), failure('store_refused'))
  assert.equal(first.looks(), 0)
  // A URL that had ended stored nothing.
  const ended = stubStore([{ status: 403, text: '' }, exists], { data: { size: 3, etag: md5('abc') } })
  await assert.rejects(ended.upload(), failure('store_refused'))
})
