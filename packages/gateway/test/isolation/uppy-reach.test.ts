import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import { listParts, openUpload } from '../samples/multipart-gate.ts'
import { createUppyApp, type UppyApp } from '../samples/uppy-app.ts'

const id = '2~secret'
const upload = openUpload({ key: 'in/film.mp4', uploadId: id })
/** The store would accept every request. */
const answers = {
  ListParts: listParts(7),
  CompleteMultipartUpload: { etag: '"x-1"' },
  AbortMultipartUpload: undefined,
  CreateMultipartUpload: '2~new',
}

/** Lists the requests of Uppy for an upload. */
const acts = (uploadId: string, key: string, part = '1') => {
  const [address, query] = [`s3/multipart/${encodeURIComponent(uploadId)}`, new URLSearchParams({ key })]
  return [
    ['GET', `${address}?${query}`],
    ['GET', `${address}/${encodeURIComponent(part)}?${query}`],
    ['GET', `${address}/batch?${query}&partNumbers=${encodeURIComponent(part)}`],
    ['POST', `${address}/complete?${query}`],
    ['DELETE', `${address}?${query}`],
  ] as const
}

async function tryAll({ ask5, ask6 }: UppyApp, uploadId: string, key: string, part?: string) {
  const statuses: number[] = []
  for (const [method, path] of acts(uploadId, key, part)) {
    const request = method === 'POST' ? { method, payload: { parts: [{ PartNumber: 1, ETag: '1' }] } } : { method }
    for (const ask of [ask5, ask6]) statuses.push((await ask(path, request)).status)
  }
  return [...new Set(statuses)]
}

describe('what a client token reaches through the routes of Uppy', () => {
  test('a token reads its own upload by each GET request', async () => {
    const app = await createUppyApp({ upload, answers })
    for (const [method, path] of acts(id, 'in/film.mp4').slice(0, 3))
      assert.equal((await app.ask6(path, { method })).status, 200)
  })

  const wide = { allow: ['upload:my-bucket/*', 'upload:other-bucket/*'] }
  for (const [name, options, key, status] of [
    ['for another prefix', { limits: wide, allow: ['upload:my-bucket/out/*'] }, 'in/film.mp4', 403],
    [
      'for another prefix, with a key below its own',
      { limits: wide, allow: ['upload:my-bucket/out/*'] },
      'out/film.mp4',
      404,
    ],
    [
      'for another prefix, with a key that contains ..',
      { limits: wide, allow: ['upload:my-bucket/out/*'] },
      'out/../in/film.mp4',
      400,
    ],
    ['for a longer prefix', { limits: wide, allow: ['upload:my-bucket/in/film.mp4/*'] }, 'in/film.mp4', 403],
    ['for another bucket', { limits: wide, allow: ['upload:other-bucket/*'] }, 'in/film.mp4', 404],
    ['of another account', { accountId: 'acc_2' }, 'in/film.mp4', 404],
    ['with an upload id that belongs to another key', {}, 'in/other.mp4', 404],
    ['that may only download', { limits: { allow: ['download:my-bucket/*'] } }, 'in/film.mp4', 403],
  ] as const) {
    test(`a token ${name} cannot reach the upload`, async () => {
      const app = await createUppyApp({ upload, answers, ...options })
      assert.deepEqual(await tryAll(app, id, key), [status])
      assert.deepEqual(app.asked, [])
    })
  }

  test('hostile ids, keys and part numbers reach no upload, hostile names stay below the prefix, and none causes a server error', async () => {
    const app = await createUppyApp({ upload, answers })
    const text = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 30 }),
      fc.constantFrom(
        '',
        '..',
        '../..',
        'in/',
        'in/../x',
        'in/\0',
        '%',
        '__proto__',
        'constructor',
        '1e3',
        '-1',
        '١',
        '\ud83d',
      ),
      fc.constant('x'.repeat(3000)),
    )
    // Half of a surrogate pair has no UTF-8 encoding, so no client sends it in a URL.
    const inUrl = text.map((one) => one.toWellFormed())
    await fc.assert(
      fc.asyncProperty(inUrl, inUrl, inUrl, async (uploadId, key, part) => {
        for (const status of await tryAll(app, uploadId, key, part))
          assert.ok(status >= 400 && status < 500, `${status}`)
      }),
      { numRuns: 60 },
    )
    assert.deepEqual(app.asked, [])
    const metadata = fc.oneof(text, fc.dictionary(text, fc.oneof(text, fc.constant(null), fc.integer(), fc.boolean())))
    await fc.assert(
      fc.asyncProperty(text, text, metadata, async (filename, type, meta) => {
        const payload = JSON.stringify({ filename, type, metadata: meta })
        const { status, body } = await app.ask6('s3/multipart', { method: 'POST', payload })
        assert.ok(status === 200 || status === 400, `${status}`)
        if (status === 200) assert.match(body.key, /^in\/[0-9a-f-]{36}-[^/\\\p{Cc}]+$/u)
        const query = new URLSearchParams({ filename, type, [`metadata[${filename}]`]: type })
        const signed = await app.ask5(`s3/params?${query}`)
        assert.ok(signed.status === 200 || signed.status === 400, `${signed.status}`)
        if (signed.status === 200)
          assert.equal(new URL(signed.body.url).host, 'my-bucket.s3.eu-central-1.amazonaws.com')
      }),
      { numRuns: 150 },
    )
  })
})
