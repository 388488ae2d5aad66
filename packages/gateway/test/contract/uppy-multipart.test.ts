import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listParts, openUpload, refuse } from '../samples/multipart-gate.ts'
import { createUppyApp } from '../samples/uppy-app.ts'

const mebi = 1024 ** 2
const id = '[0-9a-f-]{36}'

/** An upload that this token began. */
const upload = openUpload({ key: 'in/a b+c.mp4' })
const began = 's3/multipart/2~a'
const key = 'key=in%2Fa%20b%2Bc.mp4'

describe('multipart uploads of Uppy', () => {
  test('begin: the gateway chooses the key, and sends the metadata of Uppy to the store', async () => {
    const answers = { CreateMultipartUpload: '2~new' }
    const { ask5, ask6, asked } = await createUppyApp({ answers })
    for (const ask of [ask5, ask6]) {
      asked.length = 0
      const payload = { filename: '../a.mp4', type: 'video/mp4', metadata: { name: 'ä', relativePath: null, n: 3 } }
      const { status, body } = await ask('s3/multipart', { method: 'POST', payload })
      assert.equal(status, 200)
      assert.deepEqual(Object.keys(body), ['key', 'uploadId', 'bucket'])
      assert.match(body.key, new RegExp(`^in/${id}-a\\.mp4$`))
      assert.deepEqual([body.uploadId, body.bucket], ['2~new', 'my-bucket'])
      assert.deepEqual(asked[0]?.headers, {
        ...{ 'content-type': 'video/mp4', 'x-amz-meta-name': '=?UTF-8?B?w6Q=?=', 'x-amz-meta-n': '3' },
      })
    }
  })

  test('begin: a size fixes number and length of the parts as Uppy cuts them, and a token that limits bytes requires it', async () => {
    const answers = { CreateMultipartUpload: '2~new' }
    const { ask6 } = await createUppyApp({ answers, limits: { allow: ['upload:my-bucket/in/*'], maxBytes: 12 * mebi } })
    const begin = (size: number) => {
      const payload = { filename: 'a', type: '', metadata: { content_length: size } }
      return ask6('s3/multipart', { method: 'POST', payload })
    }
    const { body } = await begin(11 * mebi)
    const part = await ask6(`s3/multipart/2~new/3?${new URLSearchParams({ key: body.key })}`)
    assert.match(part.body.url, /SignedHeaders=content-length%3Bhost&/)
    assert.match((await ask6(`s3/multipart/2~new/4?${new URLSearchParams({ key: body.key })}`)).reason, /from 1 to 3/)
    assert.match((await begin(13 * mebi)).reason, /at most 12582912 bytes; this one may have 13631488/)
    const untold = await ask6('s3/multipart', { method: 'POST', payload: { filename: 'a', type: '', metadata: {} } })
    assert.match(untold.reason, /does not send the size of the file/)
  })

  test('list: the answer is a bare array of all parts, whose part numbers and sizes are numbers', async () => {
    const { ask5, ask6 } = await createUppyApp({ upload, answers: { ListParts: listParts(5 * mebi, 7) } })
    const parts = [
      { PartNumber: 1, Size: 5 * mebi, ETag: '"1"' },
      { PartNumber: 2, Size: 7, ETag: '"2"' },
    ]
    assert.deepEqual((await ask5(`${began}?${key}`)).body, parts)
    assert.deepEqual((await ask6(`${began}?key=in/a+b%2Bc.mp4`)).body, parts)
  })

  test('sign: one part gets a URL, and a batch gets a URL for each part', async () => {
    const { ask5, ask6 } = await createUppyApp({ upload })
    const { body } = await ask5(`${began}/7?${key}`)
    assert.deepEqual([Object.keys(body), body.headers, body.expires], [['url', 'headers', 'expires'], {}, 900])
    assert.match(body.url, /partNumber=7.*uploadId=2~a|uploadId=2~a.*partNumber=7/)
    assert.match(body.url, /SignedHeaders=host&/)
    const batch = (await ask6(`${began}/batch?${key}&partNumbers=1,2,10000`)).body
    assert.deepEqual(Object.keys(batch.presignedUrls), ['1', '2', '10000'])
    assert.match(batch.presignedUrls[2], /partNumber=2/)
  })

  test('complete: ETags are accepted with and without quotes, and the location is the URL of the object', async () => {
    const answers = {
      ListParts: listParts(5 * mebi, 7),
      CompleteMultipartUpload: { etag: '"x-2"' },
    }
    const { ask5, asked } = await createUppyApp({ upload, answers })
    const payload = {
      parts: [
        { PartNumber: 2, ETag: '"2"' },
        { ETag: '1', PartNumber: 1 },
      ],
    }
    const { status, body } = await ask5(`${began}/complete?${key}`, { method: 'POST', payload })
    assert.equal(status, 200)
    const location = 'https://my-bucket.s3.eu-central-1.amazonaws.com/in/a%20b%2Bc.mp4'
    assert.deepEqual(body, { location, key: 'in/a b+c.mp4', bucket: 'my-bucket' })
    const sent = /<Part>.*<\/Part>/s.exec(asked.at(-1)?.body ?? '')?.[0].replaceAll(/\s/g, '')
    const part = (number: number) => `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${number}&quot;</ETag></Part>`
    assert.equal(sent, part(1) + part(2))
  })

  test('complete: a request may list 10,000 parts', async () => {
    const { ask6 } = await createUppyApp({ upload, answers: { ListParts: listParts(7) } })
    const etag = `"${'0'.repeat(32)}"`
    const parts = Array.from({ length: 10_000 }, (_, index) => ({ PartNumber: index + 1, ETag: etag }))
    const { status, reason } = await ask6(`${began}/complete?${key}`, { method: 'POST', payload: { parts } })
    assert.equal(status, 409)
    assert.match(reason, /^S3 does not have parts 2-10000/)
  })

  test('abort: the first request gets 200 with an empty object, a second one 404, and both are recorded', async () => {
    const { ask5, ask6, listEvents } = await createUppyApp({ upload, answers: { AbortMultipartUpload: undefined } })
    const { status, body } = await ask5(`${began}?${key}`, { method: 'DELETE' })
    assert.deepEqual([status, body], [200, {}])
    const again = await ask6(`${began}?${key}`, { method: 'DELETE' })
    assert.deepEqual([again.status, again.body.error.code], [404, 'upload_not_found'])
    assert.match(again.reason, /^The multipart upload was already aborted/)
    assert.deepEqual(
      listEvents().map(({ outcome }) => outcome),
      ['allowed', 'denied'],
    )
  })

  for (const [name, path, problem] of [
    ['no key', `${began}/1`, /key/],
    ['two keys', `${began}/1?key=in/a&key=in/b`, /key must be/],
    ['part 0', `${began}/0?${key}`, /partNumber must be a number from 1 to 10000/],
    ['part 10001', `${began}/10001?${key}`, /partNumber must be/],
    ['a range of parts', `${began}/1-5?${key}`, /partNumber must be/],
    ['part 1.5', `${began}/1.5?${key}`, /partNumber must be/],
    ['a batch without part numbers', `${began}/batch?${key}`, /partNumbers/],
    ['a batch of words as part numbers', `${began}/batch?${key}&partNumbers=one`, /partNumbers must be part numbers/],
    ['a bucket', `${began}/1?${key}&bucket=other`, /bucket is not accepted from Uppy/],
  ] as const) {
    test(`signing parts is refused with ${name}`, async () => {
      const { ask6 } = await createUppyApp({ upload })
      const { status, reason } = await ask6(path)
      assert.equal(status, 400)
      assert.match(reason, problem)
    })
  }

  for (const [name, payload, problem] of [
    ['parts that are not a list', { parts: 'all' }, /parts must be/],
    ['no part', { parts: [] }, /parts must/],
    ['parts that are not objects', { parts: [null, 7, []] }, /parts\[0\]/],
    ['a part number that is text', { parts: [{ PartNumber: '1', ETag: 'a' }] }, /parts\[0\]\.PartNumber must be/],
    ['a part without an ETag', { parts: [{ PartNumber: 1 }] }, /parts\[0\]\.ETag/],
    [
      'the same part number twice',
      {
        parts: [
          { PartNumber: 1, ETag: 'a' },
          { PartNumber: 1, ETag: 'b' },
        ],
      },
      /parts\[1\]\.PartNumber repeats the number/,
    ],
    ['the parameter max_bytes', { parts: [{ PartNumber: 1, ETag: 'a' }], max_bytes: 1 }, /max_bytes/],
  ] as const) {
    test(`a completion is refused with ${name}`, async () => {
      const { ask6 } = await createUppyApp({ upload })
      const { status, reason } = await ask6(`${began}/complete?${key}`, { method: 'POST', payload })
      assert.equal(status, 400)
      assert.match(reason, problem)
    })
  }

  for (const [name, payload, problem] of [
    ['no file name', { type: 'a/b' }, /filename must be/],
    ['a file name that is not text', { filename: 7 }, /filename must be/],
    ['a type that is not text', { filename: 'a', type: {} }, /type must be/],
    ['metadata that is not an object', { filename: 'a', metadata: 'x' }, /metadata must be an object of texts/],
    [
      'nested metadata',
      { filename: 'a', metadata: { a: { b: 1 } } },
      /metadata\[a\] must be a single text.*allowedMetaFields/,
    ],
    ['a bucket', { filename: 'a', bucket: 'other' }, /bucket is not accepted from Uppy/],
  ] as const) {
    test(`beginning an upload is refused with ${name}`, async () => {
      const { ask6 } = await createUppyApp()
      const { status, reason } = await ask6('s3/multipart', { method: 'POST', payload })
      assert.equal(status, 400)
      assert.match(reason, problem)
    })
  }

  test('a refusal by the store reaches Uppy 5 in the body, and Uppy 6 in the status line', async () => {
    const answers = { CreateMultipartUpload: refuse('NoSuchBucket', 404) }
    const { ask5, ask6 } = await createUppyApp({ answers })
    const request = { method: 'POST', payload: { filename: 'a', type: 'a/b', metadata: {} } } as const
    assert.equal((await ask5('s3/multipart', request)).body.error.code, 'bucket_not_found')
    const six = await ask6('s3/multipart', request)
    assert.equal(six.status, 404)
    assert.match(six.reason, /bucket/)
  })
})
