import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleTime, sampleUpload } from '../../test/samples/samples.ts'
import { type StoreScript, scriptStore } from '../../test/samples/scripted-store.ts'
import type { MultipartUpload } from '../core/model.ts'
import { abortUpload } from './abort-upload.ts'
import { addCredential } from './add-credential.ts'
import { listAdministrationEvents } from './list-administration-events.ts'
import { listUploads } from './list-uploads.ts'
import { removeCredential } from './remove-credential.ts'
import { showUpload } from './show-upload.ts'

let admin: SampleAdministration
let credentialId: string
beforeEach(async () => {
  admin = await createAdministration()
  credentialId = await addStore('main')
})
afterEach(() => admin.close())

async function addStore(name: string): Promise<string> {
  const { id } = await admin.run(addCredential, {
    name,
    ...sampleStore,
    addressing: 'path',
    bucketPatterns: ['my-bucket'],
    secretAccessKey: sampleSecrets.secretAccessKey,
  })
  return id
}

async function begin(fields: Partial<MultipartUpload> = {}): Promise<string> {
  const { accountId } = admin.dependencies
  const open = { uploadId: '2~a', state: 'open', sizeBytes: 50, partSizeBytes: 20 } as const
  const upload = sampleUpload({ accountId, credentialId, ...open, ...fields })
  await admin.dependencies.uploads.insert(upload)
  return upload.id
}

const parts = (numbers: readonly number[], isTruncated = false) =>
  `<ListPartsResult><IsTruncated>${isTruncated}</IsTruncated>${numbers
    .map((number) => `<Part><PartNumber>${number}</PartNumber><Size>20</Size><ETag>"x"</ETag></Part>`)
    .join('')}</ListPartsResult>`
const gone = { status: 404, xml: '<Error><Code>NoSuchUpload</Code></Error>' }
const denied = { status: 403, xml: '<Error><Code>AccessDenied</Code></Error>' }

function ask(script: StoreScript) {
  return scriptStore(script)
}

test('the account’s open uploads are listed page by page, with the details of their start', async () => {
  const ids = [await begin({ createdAt: 1 }), await begin({ createdAt: 2, state: 'begun', key: 'Old/b.zip' })]
  await begin({ state: 'completed' })
  await begin({ state: 'aborted' })
  const { id: stranger } = await admin.dependencies.accounts.ensure(sampleAccount())
  await begin({ accountId: stranger })

  const first = await admin.run(listUploads, { limit: 1 })
  const second = await admin.run(listUploads, { limit: 1, cursor: first.nextCursor ?? '' })

  assert.deepEqual(
    [first, second].flatMap(({ uploads }) => uploads.map(({ id }) => id)),
    ids,
  )
  assert.equal(second.nextCursor, null)
  assert.deepEqual(first.uploads[0], {
    ...{ id: ids[0], bucket: 'my-bucket', key: 'videos/intro.mp4', uploadId: '2~a', state: 'open', credential: 'main' },
    ...{ size: 50, partSize: 20, createdAt: 1, abortsAt: 1 + 7 * 86_400_000 },
  })
  const found = await admin.run(listUploads, { search: 'OLD/' })
  assert.deepEqual(
    found.uploads.map(({ id }) => id),
    [ids[1]],
  )
})

test('S3 is asked for all pages of an upload’s parts', async () => {
  const id = await begin()
  const { askStore } = ask((_, url) => ({
    xml: url.searchParams.has('part-number-marker') ? parts([3]) : parts([1, 2], true),
  }))

  const upload = await admin.run(showUpload, { id }, { askStore })

  assert.deepEqual(
    upload.parts.map(({ partNumber }) => partNumber),
    [1, 2, 3],
  )
  assert.deepEqual([upload.uploadedBytes, upload.partCount], [60, 3])
})

test('an upload without an upload id has no parts, and S3 is not asked', async () => {
  const { askStore } = ask(() => assert.fail('S3 is asked'))
  const { uploadId: _, ...begun } = sampleUpload({ accountId: admin.dependencies.accountId, credentialId })
  await admin.dependencies.uploads.insert(begun)

  const upload = await admin.run(showUpload, { id: begun.id }, { askStore })

  assert.deepEqual([upload.state, upload.parts, upload.uploadedBytes], ['begun', [], 0])
  const aborted = await admin.run(abortUpload, { id: begun.id }, { askStore })
  assert.equal(aborted.outcome, 'unheard')
})

test('an upload is aborted at S3, is no longer open, and the log says who did it', async () => {
  const id = await begin({ isRequesterPays: true })
  const { askStore, asked } = ask(({ headers }) => {
    assert.equal(headers?.['x-amz-request-payer'], 'requester')
    return { status: 204 }
  })

  const aborted = await admin.run(abortUpload, { id }, { askStore })

  assert.deepEqual(aborted, { id, bucket: 'my-bucket', key: 'videos/intro.mp4', outcome: 'aborted' })
  assert.deepEqual(asked, ['DELETE /my-bucket/videos/intro.mp4'])
  assert.equal((await beRefusedBy(admin.run(abortUpload, { id }, { askStore }))).code, 'upload_not_found')
  // The sweeper aborts it once more, because a part may have been in flight.
  const due = { createdBefore: 0, now: sampleTime + 3_600_000, limit: 9 }
  assert.deepEqual(
    (await admin.dependencies.uploads.listDue(due)).map((upload) => upload.id),
    [id],
  )
  const [event] = (await admin.run(listAdministrationEvents, {})).events
  assert.deepEqual(
    [event?.act, event?.targetKind, event?.targetId, event?.targetName],
    ['abort_upload', 'upload', id, 'my-bucket/videos/intro.mp4'],
  )
})

test('an upload that S3 no longer has counts as aborted, and one that it refuses to abort stays open', async () => {
  const [lost, kept] = [await begin(), await begin({ uploadId: '2~b' })]

  assert.equal(
    (
      await admin.run(
        abortUpload,
        { id: lost },
        ask(() => gone),
      )
    ).outcome,
    'gone',
  )
  assert.equal(
    (
      await beRefusedBy(
        admin.run(
          abortUpload,
          { id: kept },
          ask(() => denied),
        ),
      )
    ).code,
    'access_denied',
  )
  assert.equal(
    (
      await beRefusedBy(
        admin.run(
          showUpload,
          { id: kept },
          ask(() => gone),
        ),
      )
    ).code,
    'upload_not_found',
  )
  assert.equal((await admin.run(listUploads, {})).uploads.length, 1)
})

test('if its credential was removed, the one for its bucket asks; without any, the error says so', async () => {
  const id = await begin()
  await addStore('spare')
  await admin.run(removeCredential, { name: 'main' })

  const upload = await admin.run(
    showUpload,
    { id },
    ask(() => ({ xml: parts([1]) })),
  )
  assert.deepEqual([upload.credential, upload.uploadedBytes], [undefined, 20])

  await admin.run(removeCredential, { name: 'spare' })
  const refusal = await beRefusedBy(
    admin.run(
      abortUpload,
      { id },
      ask(() => assert.fail('S3 is asked')),
    ),
  )
  assert.equal(refusal.code, 'no_credential')
})

test('an upload of another account is not found', async () => {
  const { id: stranger } = await admin.dependencies.accounts.ensure(sampleAccount())
  const id = await begin({ accountId: stranger })

  for (const act of [showUpload, abortUpload]) {
    assert.equal((await beRefusedBy(admin.run(act as typeof showUpload, { id }))).code, 'upload_not_found')
  }
})
