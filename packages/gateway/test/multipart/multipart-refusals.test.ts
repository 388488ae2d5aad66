import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  createMultipartClient,
  dataOf,
  type MultipartData,
  type SignedPart,
  sendPart,
} from '../samples/multipart-client.ts'
import { createAccount, createToken, storeCredential } from '../samples/store-credential.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { describeStore, type MultipartStand, startMultipartStand } from '../servers/multipart-stand.ts'

const stand = skipWithoutCeph === false ? await startMultipartStand() : undefined
after(() => stand?.[Symbol.asyncDispose]())

describe('refusals of multipart uploads at Ceph', { skip: skipWithoutCeph }, () => {
  const { client, gateway, ceph, begin, send, download, countOpen, bucket, content, partSize, dataDir, credentialId } =
    stand as MultipartStand

  test('a completion names a missing part, and says what to do', async () => {
    const upload = await begin('missing.bin', { size: content.length })
    await send(upload.parts[0], upload.parts[2])
    const answer = await client.complete(upload)
    assert.deepEqual([answer.status, answer.error?.code], [409, 'upload_incomplete'])
    assert.match(answer.error?.message ?? '', /Missing: part 2\. Ask for new URLs with parts\?part_numbers=2,/)
    const { parts } = dataOf(await client.show(upload))
    const named = parts.map(({ partNumber, etag }) => ({ part_number: partNumber, etag }))
    const withTwo = await client.complete(upload, [...named, { part_number: 2, etag: '"x"' }])
    assert.match(withTwo.error?.message ?? '', /^S3 does not have part 2: ask for new URLs/)

    await send(upload.parts[1] as SignedPart)
    const wrong = await client.complete(upload, [
      ...named,
      { part_number: 2, etag: '"d41d8cd98f00b204e9800998ecf8427e"' },
    ])
    assert.deepEqual([wrong.status, wrong.error?.code], [409, 'upload_incomplete'])
    assert.match(wrong.error?.message ?? '', /^S3 does not have part 2 with the `etag` in the request \(InvalidPart\)/)
    assert.equal(dataOf(await client.complete(upload)).size, content.length)
  })

  test('without a size, a gap between the parts counts as a lost part, unless the completion lists its parts', async () => {
    const upload = await begin('gap.bin')
    await send(upload.parts[0], upload.parts[2])
    const answer = await client.complete(upload)
    assert.deepEqual([answer.status, answer.error?.code], [409, 'upload_incomplete'])
    assert.match(answer.error?.message ?? '', /^S3 has part 3, but not part 2:/)
    const { parts } = dataOf(await client.show(upload))
    const named = parts.map(({ partNumber, etag }) => ({ part_number: partNumber, etag }))
    assert.equal(dataOf(await client.complete(upload, named)).size, partSize + 1234)
  })

  test('a completion names parts below 5 MiB, and says what to do', async () => {
    const upload = await begin('small.bin')
    for (const part of upload.parts.slice(0, 3)) await sendPart(part, content.subarray(0, 100))
    const answer = await client.complete(upload)
    assert.deepEqual([answer.status, answer.error?.code], [409, 'upload_incomplete'])
    assert.match(answer.error?.message ?? '', /\(EntityTooSmall\)\. Too small: parts 1-2\. Send these again/)
    dataOf(await client.abort(upload))
  })

  test('an upload without parts is refused, and an upload of one empty part is completed', async () => {
    const upload = await begin('empty.bin', { size: 0 })
    const answer = await client.complete(upload)
    assert.match(answer.error?.message ?? '', /^S3 has no part of this upload/)
    assert.equal((await sendPart(upload.parts[0] as SignedPart, new Uint8Array())).status, 200)
    assert.equal(dataOf(await client.complete(upload)).size, 0)
    assert.deepEqual((await download('empty.bin')).bytes.length, 0)
  })

  test('after the abort, the upload does not exist, and its URLs no longer work', async () => {
    const before = await countOpen()
    const upload = await begin('aborted.bin', { size: 10 })
    assert.equal(await countOpen(), before + 1)
    const ended = dataOf(await client.abort(upload))
    assert.deepEqual(ended, { uploadId: upload.uploadId, bucket, key: 'aborted.bin' })
    assert.equal(await countOpen(), before)
    assert.equal((await sendPart(upload.parts[0] as SignedPart, content.subarray(0, 10))).status, 404)
    for (const answer of [
      await client.complete(upload),
      await client.abort(upload),
      await client.show(upload),
      await client.sign(upload, '1'),
    ]) {
      assert.deepEqual([answer.status, answer.error?.code], [404, 'upload_not_found'])
    }
  })

  test('an upload is not found under another account, key, bucket or id', async () => {
    const upload = await begin('mine.bin', { size: 10 })
    const { uploadId, key } = upload
    await createAccount('other', { dataDir })
    await storeCredential('ceph', { dataDir, account: 'other' }, describeStore(ceph))
    const token = await createToken({ dataDir, account: 'other' })
    const stranger = createMultipartClient({ url: gateway.url, token })
    await ceph.createBucket('uploads-2')
    for (const [asker, ref] of [
      [stranger, upload],
      [client, { uploadId, bucket, key: 'other.bin' }],
      [client, { uploadId, bucket: 'uploads-2', key }],
      [client, { uploadId: `${uploadId}x`, bucket, key }],
    ] as const) {
      for (const answer of [
        await asker.sign(ref, '1'),
        await asker.show(ref),
        await asker.complete(ref),
        await asker.abort(ref),
      ]) {
        assert.deepEqual([answer.status, answer.error?.code], [404, 'upload_not_found'])
        assert.equal(answer.error?.message, 'There is no open multipart upload with this id.')
      }
    }
    assert.deepEqual(dataOf(await client.show(upload)).parts, [])
    dataOf(await client.abort(upload))
  })

  test('a token with rules needs an upload rule for the key; a token that limits bytes needs the size at the beginning', async () => {
    const upload = await begin('in/a.bin')
    const ask = async (fields: object, ref: Pick<MultipartData, 'uploadId' | 'bucket' | 'key'> = upload) => {
      const limited = createMultipartClient({ url: gateway.url, token: await createToken({ dataDir }, fields) })
      return (await limited.sign(ref, '1')).error
    }
    assert.equal(await ask({ allow: ['upload:uploads/in/*'] }), undefined)
    assert.equal((await ask({ allow: ['upload:uploads/out/*'] }))?.code, 'token_not_allowed')
    assert.equal((await ask({ allow: ['download:uploads/*'] }))?.code, 'token_not_allowed')
    assert.match((await ask({ maxBytes: 100 }))?.message ?? '', /begin a multipart upload with its size/)
    const held = await begin('in/held.bin', { size: 100, content_type: 'image/png' })
    assert.equal(await ask({ maxBytes: 100, contentTypes: ['image/*'] }, held), undefined)
    assert.equal((await ask({ maxBytes: 99 }, held))?.code, 'token_not_allowed')
    assert.equal((await ask({ contentTypes: ['video/*'] }, held))?.code, 'token_not_allowed')
    for (const one of [upload, held]) dataOf(await client.abort(one))
  })

  test('each request records one event, with its operation, bucket, key and credential', async () => {
    const upload = await begin('audited.bin', { size: 10, expires_in: 60 })
    await sendPart(upload.parts[0] as SignedPart, content.subarray(0, 10))
    for (const answer of [await client.sign(upload, '1', { expires_in: 90 }), await client.show(upload)]) dataOf(answer)
    await client.complete({ ...upload, key: 'other.bin' })
    dataOf(await client.complete(upload))
    const ended = await begin('audited.bin')
    dataOf(await client.abort(ended))

    const [account] = await gateway.database.accounts.list()
    const events = await gateway.database.audit.list({ accountId: account?.id, order: 'newest', limit: 7 })
    assert.deepEqual(
      events
        .reverse()
        .map((event) => [event.operation, event.action, event.bucket, event.key, event.outcome, event.code]),
      [
        ['multipart_begin', 'upload', bucket, 'audited.bin', 'allowed', undefined],
        ['multipart_parts', 'upload', bucket, 'audited.bin', 'allowed', undefined],
        ['multipart_show', 'upload', bucket, 'audited.bin', 'allowed', undefined],
        ['multipart_complete', 'upload', bucket, 'other.bin', 'denied', 'upload_not_found'],
        ['multipart_complete', 'upload', bucket, 'audited.bin', 'allowed', undefined],
        ['multipart_begin', 'upload', bucket, 'audited.bin', 'allowed', undefined],
        ['multipart_abort', 'upload', bucket, 'audited.bin', 'allowed', undefined],
      ],
    )
    assert.deepEqual(
      events.filter(({ outcome }) => outcome === 'allowed').map(({ credentialId }) => credentialId),
      Array(6).fill(credentialId),
    )
  })

  test('a parameter that does not apply, or a size out of bounds, is refused before S3 begins an upload', async () => {
    const before = await countOpen()
    for (const [params, parameter] of [
      [{ if_none_match: '*' }, 'if_none_match'],
      [{ size: 5 * 1024 ** 4 + 1 }, 'size'],
      [{ part_size: partSize - 1 }, 'part_size'],
      [{ size: 10_001 * partSize }, 'part_size'],
    ] as const) {
      const answer = await client.begin({ bucket, key_name: 'a', part_size: partSize, ...params })
      assert.deepEqual([answer.status, answer.error?.details?.[0]?.parameter], [400, parameter])
    }
    assert.equal(await countOpen(), before)
  })
})
