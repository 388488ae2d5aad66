import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { dataOf, type SignedPart, sendPart } from '../samples/multipart-client.ts'
import { storeCredential } from '../samples/store-credential.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { describeStore, type MultipartStand, startMultipartStand } from '../servers/multipart-stand.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stand = skipWithoutCeph === false ? await startMultipartStand() : undefined
after(() => stand?.[Symbol.asyncDispose]())

describe('multipart uploads at Ceph', { skip: skipWithoutCeph }, () => {
  const { client, ceph, gateway, begin, send, slice, download, bucket, content, partSize, dataDir } =
    stand as MultipartStand

  test('an upload of one part makes an object with the headers, metadata and ACL that the upload was begun with', async () => {
    const key = 'one part/ü & "+".bin'
    const options = { content_type: 'video/mp4', cache_control: 'max-age=60', metadata: { who: 'me' } }
    const upload = await begin(key, { size: 1000, acl: 'public-read', ...options })
    assert.deepEqual([upload.partCount, upload.parts.length, upload.parts[0]?.contentLength], [1, 1, 1000])
    const [part] = upload.parts as [SignedPart]
    assert.equal(new URL(part.signedUrl).searchParams.get('X-Amz-SignedHeaders')?.includes('content-length'), true)

    assert.equal((await sendPart(part, content.subarray(0, 1001))).status, 403, 'a length other than the signed one')
    assert.equal((await sendPart(part, content.subarray(0, 1000))).status, 200)
    const object = dataOf(await client.complete(upload))

    assert.deepEqual([object.bucket, object.key, object.size], [bucket, key, 1000])
    assert.match(object.etag, /^"[0-9a-f]{32}-1"$/)
    const { bytes, headers } = await download(key)
    assert.ok(bytes.equals(content.subarray(0, 1000)))
    assert.deepEqual(
      ['content-type', 'cache-control', 'x-amz-meta-who'].map((name) => headers.get(name)),
      ['video/mp4', 'max-age=60', 'me'],
    )
    const open = await fetch(`${ceph.endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`)
    assert.equal(open.status, 200, 'its ACL lets anybody read it')
    await open.arrayBuffer()
  })

  test('three parts, sent in any order and one of them twice, become the original file', async () => {
    const upload = await begin('three.bin', { size: content.length })
    assert.deepEqual([upload.partSize, upload.partCount, upload.size], [partSize, 3, content.length])
    const [first, second, third] = upload.parts as [SignedPart, SignedPart, SignedPart]
    assert.equal(third.contentLength, 1234)
    await send(third, first)
    assert.equal((await sendPart(second, randomBytes(partSize))).status, 200)
    assert.equal((await sendPart(second, slice(second))).status, 200, 'the second sending of a part replaces the first')

    const { parts } = dataOf(await client.show(upload))
    assert.deepEqual(
      parts.map(({ partNumber, size, etag }) => [partNumber, size, etag]),
      [first, second, third].map((part) => [
        part.partNumber,
        part.contentLength,
        `"${createHash('md5').update(slice(part)).digest('hex')}"`,
      ]),
    )
    const object = dataOf(await client.complete(upload))
    assert.equal(object.warnings, undefined)
    assert.ok((await download('three.bin')).bytes.equals(content))
  })

  test('an upload without a size is completed with ETags, in any order, with or without quotes', async () => {
    const upload = await begin('etags.bin')
    assert.deepEqual([upload.size, upload.partCount, upload.parts.length], [undefined, undefined, 20])
    assert.equal(upload.parts[0]?.contentLength, undefined)
    const sent = []
    for (const part of upload.parts.slice(0, 3)) {
      const { etag } = await sendPart(part, slice(part))
      sent.unshift({ part_number: part.partNumber, etag: sent.length === 1 ? etag.replaceAll('"', '') : etag })
    }
    assert.equal(dataOf(await client.complete(upload, sent)).size, content.length)
    assert.ok((await download('etags.bin')).bytes.equals(content))
  })

  test('a second completion finds the object, and warns that the upload was already completed', async () => {
    const upload = await begin('twice.bin', { size: 10 })
    await sendPart(upload.parts[0] as SignedPart, content.subarray(0, 10))
    const object = dataOf(await client.complete(upload))

    const again = dataOf(await client.complete(upload))
    assert.deepEqual(again, {
      ...object,
      warnings: ['The upload was already completed: this is the object as it is now.'],
    })
    for (const answer of [await client.show(upload), await client.sign(upload, '1'), await client.abort(upload)]) {
      assert.deepEqual([answer.status, answer.error?.code], [404, 'upload_not_found'])
      assert.match(answer.error?.message ?? '', /was already completed/)
    }
  })

  test('a completion that S3 finished but the gateway did not record is found, unless the object is a different one', async () => {
    for (const [key, isOurs] of [
      ['unheard.bin', true],
      ['another.bin', false],
    ] as const) {
      const upload = await begin(key, { size: 10 })
      await sendPart(upload.parts[0] as SignedPart, content.subarray(0, 10))
      const [row] = await gateway.database.uploads
        .listDue({ createdBefore: Date.now() + 1000, now: 0, limit: 100 })
        .then((rows) => rows.filter((one) => one.uploadId === upload.uploadId))
      dataOf(await client.complete(upload))
      // The state when S3 has completed the upload, and the gateway dies.
      const completion = { sizeBytes: isOurs ? 10 : 11, partCount: 1 }
      await gateway.database.uploads.update(row?.id ?? assert.fail(), { state: 'open', completion })

      const answer = await client.complete(upload)
      if (isOurs) assert.match(dataOf(answer).warnings?.[0] ?? '', /already completed/)
      else assert.deepEqual([answer.status, answer.error?.code], [404, 'upload_not_found'])
    }
  })

  test('10,000 parts are signed in pages, and the last one can be sent', async () => {
    const upload = await begin('many.bin', { size: 10_000 * partSize })
    assert.equal(upload.partCount, 10_000)
    const numbers: number[] = []
    for (let first = 1; first <= 10_000; first += 1000) {
      const { parts } = dataOf(await client.sign(upload, `${first}-${first + 999}`))
      numbers.push(...parts.map(({ partNumber }) => partNumber))
      const last = parts.at(-1) as SignedPart
      assert.equal(last.contentLength, partSize)
    }
    assert.deepEqual(
      numbers,
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    )
    const [last] = dataOf(await client.sign(upload, '10000')).parts as readonly SignedPart[]
    assert.equal((await sendPart(last as SignedPart, content.subarray(0, partSize))).status, 200)
    assert.deepEqual(
      dataOf(await client.show(upload)).parts.map(({ partNumber }) => partNumber),
      [10_000],
    )

    const incomplete = await client.complete(upload)
    assert.deepEqual([incomplete.status, incomplete.error?.code], [409, 'upload_incomplete'])
    assert.equal(
      incomplete.error?.message,
      'The parts have 5242880 bytes, but 52428800000 were announced. Missing: parts 1-9999. Ask for new URLs with parts?part_numbers=1-9999, send the parts, and complete again.',
    )
    const beyond = await client.sign(upload, '1-1001')
    assert.equal(beyond.error?.details?.[0]?.parameter, 'part_numbers')
    dataOf(await client.abort(upload))
  })

  test('part URLs expire in the middle of a long upload → they can be signed again, and the parts already sent remain', async () => {
    const upload = await begin('long.bin', { size: content.length, expires_in: 1 })
    const [first, ...others] = dataOf(await client.sign(upload, '1-3')).parts
    await send(first)
    const [second] = upload.parts.slice(1) as [SignedPart]
    await waitUntil('the URL has expired', async () => (await sendPart(second, slice(second))).status === 403)
    await send(...others)
    assert.equal(dataOf(await client.complete(upload)).size, content.length)
    assert.ok((await download('long.bin')).bytes.equals(Buffer.from(content)))
  })

  test('Ceph 16 does not check the checksum of a part: the gateway refuses a checksum for Ceph, and warns where it does not know the store', async () => {
    const known = await client.begin({ bucket, key_name: 'checked.bin', checksum_algorithm: 'sha256' })
    assert.match(
      known.error?.details?.[0]?.message ?? '',
      /^`checksum_algorithm` cannot be used: Ceph does not verify the checksums of parts/,
    )

    await storeCredential('unknown', { dataDir }, { ...describeStore(ceph), preset: 'other' })
    const params = { bucket, key_name: 'checked.bin', part_size: partSize, size: 10, checksum_algorithm: 'sha256' }
    let begun = await client.begin({ ...params, credential: 'unknown' })
    await waitUntil('the gateway knows the credential', async () => {
      if (begun.error?.code !== 'no_credential') return true
      begun = await client.begin({ ...params, credential: 'unknown' })
      return false
    })
    const upload = dataOf(begun)
    assert.deepEqual(upload.parts, [])
    const wrong = createHash('sha256').update('other').digest('base64')
    const [part] = dataOf(await client.sign(upload, '1', { 'checksums[1]': wrong })).parts
    assert.equal(part?.headers['x-amz-checksum-sha256'], wrong)
    const changed = { ...part, headers: { ...part.headers, 'x-amz-checksum-sha256': 'x' } }
    assert.equal((await sendPart(changed, content.subarray(0, 10))).status, 403, 'the checksum is signed')
    assert.equal((await sendPart(part, content.subarray(0, 10))).status, 200, 'but Ceph does not compare it')
    assert.match(String(dataOf(await client.complete(upload)).warnings), /reports no sha256 of some parts/)
  })

  test('a listing has all parts, even if they fill more than one page', async () => {
    const upload = await begin('pages.bin')
    const signed: SignedPart[] = []
    for (const range of ['1-1000', '1001-1010']) signed.push(...dataOf(await client.sign(upload, range)).parts)
    for (let at = 0; at < signed.length; at += 50) {
      await Promise.all(signed.slice(at, at + 50).map((part) => sendPart(part, Buffer.from(`${part.partNumber}`))))
    }
    const { parts } = dataOf(await client.show(upload))
    assert.deepEqual(
      parts.map(({ partNumber, size }) => [partNumber, size]),
      signed.map(({ partNumber }) => [partNumber, `${partNumber}`.length]),
    )
    dataOf(await client.abort(upload))
  })
})
