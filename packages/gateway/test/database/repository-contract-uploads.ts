import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MultipartUpload } from '../../src/core/model.ts'
import { sampleAccount, sampleTime, sampleUpload } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const hourMs = 3_600_000

/** The contract's part about multipart uploads. */
export function describeUploadContract({ makeDatabase }: DatabaseImplementation): void {
  describe('uploads', () => {
    test('an upload is read back as it was stored, and only by its account, bucket, key and id together', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const { id: strangerId } = await accounts.ensure(sampleAccount())
      const uploadId = `2~${'x'.repeat(900)}`
      const full: MultipartUpload = sampleUpload({
        accountId,
        key: 'ü "quoted"/\u0001'.padEnd(1000, 'y'),
        uploadId,
        state: 'open',
        sizeBytes: 5 * 1024 ** 4,
        partSizeBytes: 5 * 1024 ** 3,
        contentType: 'video/mp4',
        checksumAlgorithm: 'crc64nvme',
        isRequesterPays: true,
        mustNotReplace: true,
        completion: { sizeBytes: 5 * 1024 ** 4, partCount: 10_000 },
        retryAt: sampleTime + 1,
      })
      const begun = sampleUpload({ accountId })
      await uploads.insert(full)
      await uploads.insert(begun)

      const { bucket, key } = full
      const address = { accountId, bucket, key, uploadId }
      assert.deepEqual(await uploads.find(address), full)
      for (const other of [
        { accountId: strangerId },
        { bucket: 'other-bucket' },
        { key: 'other' },
        { uploadId: `${uploadId}x` },
      ]) {
        assert.equal(await uploads.find({ ...address, ...other }), undefined)
      }
      assert.deepEqual(await uploads.listDue({ createdBefore: sampleTime + 1, now: sampleTime + 1, limit: 9 }), [
        ...[full, begun].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
      ])
    })

    test('an account’s open uploads are listed and found by our id; ended ones and other accounts’ are not', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const { id: strangerId } = await accounts.ensure(sampleAccount())
      const open = sampleUpload({ accountId, state: 'open', uploadId: '2~a', createdAt: 2, key: 'Photos/100%_ü.png' })
      const begun = sampleUpload({ accountId, createdAt: 1 })
      const others = [
        sampleUpload({ accountId, state: 'completed' }),
        sampleUpload({ accountId, state: 'aborted' }),
        sampleUpload({ accountId: strangerId }),
      ]
      for (const upload of [open, begun, ...others]) await uploads.insert(upload)

      assert.deepEqual(await uploads.listOpen(accountId, { limit: 9 }), [begun, open])
      assert.deepEqual(await uploads.listOpen(accountId, { limit: 9, search: 'photos/100%_' }), [open])
      assert.deepEqual(await uploads.listOpen(accountId, { limit: 1, after: begun }), [open])
      assert.deepEqual(await uploads.findOpen(accountId, open.id), open)
      for (const { id } of others) assert.equal(await uploads.findOpen(accountId, id), undefined)
    })

    test('update changes only the given fields, and a removed upload is gone', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const upload = sampleUpload({ accountId })
      const { bucket, key } = upload
      const address = { accountId, bucket, key, uploadId: '2~a' }
      await uploads.insert(upload)

      await uploads.update(upload.id, { state: 'open', uploadId: '2~a' })
      const open = { ...upload, state: 'open', uploadId: '2~a' }
      assert.deepEqual(await uploads.find(address), open)
      await uploads.update(upload.id, { completion: { sizeBytes: 7, partCount: 1 } })
      await uploads.update(upload.id, { state: 'completed', retryAt: 9 })
      await uploads.update('upl_none', { state: 'aborted' })
      const completion = { sizeBytes: 7, partCount: 1 }
      assert.deepEqual(await uploads.find(address), { ...open, state: 'completed', completion, retryAt: 9 })

      await uploads.remove(upload.id)
      await uploads.remove(upload.id)
      assert.equal(await uploads.find(address), undefined)
    })

    test('an upload is due when it is old or aborted, unless its retry time lies ahead; oldest first', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const [mine, theirs] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      const created = async (name: string, accountId: string, fields: Partial<MultipartUpload>) =>
        uploads.insert(sampleUpload({ key: name, accountId, ...fields }))
      await created('young', mine.id, { createdAt: 1000 })
      await created('young and aborted', mine.id, { createdAt: 1001, state: 'aborted', retryAt: 2000 })
      await created('young and aborted just now', mine.id, { createdAt: 1002, state: 'aborted', retryAt: 2001 })
      await created('old, theirs', theirs.id, { createdAt: 999, state: 'open', uploadId: 'a' })
      await created('older', mine.id, { createdAt: 998, state: 'completed', uploadId: 'b' })
      await created('old and left alone', mine.id, { createdAt: 997, retryAt: 2001 })

      const list = async (limit: number) => {
        const due = await uploads.listDue({ createdBefore: 1000, now: 2000, limit })
        return due.map(({ key }) => key)
      }
      assert.deepEqual(await list(9), ['older', 'old, theirs', 'young and aborted'])
      assert.deepEqual(await list(1), ['older'])
    })

    test('the upload ids of a key are listed across all accounts', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const [mine, theirs] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      await uploads.insert(sampleUpload({ accountId: mine.id, uploadId: 'a', state: 'open' }))
      await uploads.insert(sampleUpload({ accountId: theirs.id, uploadId: 'b', state: 'aborted' }))
      await uploads.insert(sampleUpload({ accountId: theirs.id }))
      await uploads.insert(sampleUpload({ accountId: theirs.id, uploadId: 'c', key: 'other' }))

      const { bucket, key } = sampleUpload()
      assert.deepEqual((await uploads.listUploadIds(bucket, key)).toSorted(), ['a', 'b'])
    })

    test('open uploads are counted, of an account or of one of its credentials', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      const [mine, theirs] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      const [accountId, credentialId] = [mine.id, 'cred_a']
      await uploads.insert(sampleUpload({ accountId, credentialId }))
      await uploads.insert(sampleUpload({ accountId, credentialId, state: 'open', uploadId: 'a' }))
      await uploads.insert(sampleUpload({ accountId, credentialId: 'cred_b', state: 'open', uploadId: 'b' }))
      await uploads.insert(sampleUpload({ accountId, credentialId, state: 'completed', uploadId: 'c' }))
      await uploads.insert(sampleUpload({ accountId, credentialId, state: 'aborted', uploadId: 'd' }))

      const counts = [
        uploads.countOpen(accountId),
        uploads.countOpen(accountId, credentialId),
        uploads.countOpen(theirs.id),
      ]
      assert.deepEqual(await Promise.all(counts), [3, 2, 0])
    })

    test('one node at a time claims the sweep', async () => {
      await using testDatabase = await makeDatabase()
      const nodes = [await testDatabase.open(), await testDatabase.open(), await testDatabase.open()]
      const claim = async (now: number) => {
        const claims = await Promise.all(nodes.map(({ uploads }) => uploads.claimSweep(now, now + hourMs)))
        return claims.filter(Boolean).length
      }

      assert.equal(await claim(sampleTime), 1)
      assert.equal(await claim(sampleTime + 1), 0)
      assert.equal(await claim(sampleTime + hourMs), 1)
      assert.equal(await claim(sampleTime - 1), 1, 'after the clock was set back, the former claim blocks no node')
    })

    test('an upload needs an account, and is removed with it', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, uploads } = await testDatabase.open()
      await assert.rejects(uploads.insert(sampleUpload({ accountId: 'acc_none' })))
      const { id: accountId } = await accounts.ensure(sampleAccount())
      await uploads.insert(sampleUpload({ accountId }))

      await accounts.remove(accountId)

      assert.deepEqual(await uploads.listDue({ createdBefore: sampleTime * 2, now: 0, limit: 9 }), [])
    })
  })
}
