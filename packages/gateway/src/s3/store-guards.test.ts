import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { respondWithManners, type StoreManners, storeManners } from '../../test/samples/guarded-store.ts'
import { createTarget } from '../../test/servers/scripted-s3.ts'
import type { Access } from '../core/access.ts'
import type { Credential, StoreGuard } from '../core/model.ts'
import { createCircuitBreakers } from './circuit-breaker.ts'
import { createS3Caller } from './s3-caller.ts'
import { S3Unreachable } from './s3-error.ts'
import { createStoreGuards, type StoreGuards, unaskedGuards } from './store-guards.ts'

const hourMs = 3_600_000
const upload: Access = { action: 'upload', bucket: 'my-bucket', key: 'a.txt' }

let now: number
let manners: StoreManners | undefined
let listings: number
let stored: StoreGuard | undefined

beforeEach(() => {
  now = Date.UTC(2026, 10, 26)
  manners = storeManners.ceph
  listings = 0
  stored = undefined
})

/** Builds one node, which shares the stored answers with the other nodes. */
function createNode(): StoreGuards {
  const client = {
    async send(request: Parameters<typeof respondWithManners>[0]) {
      listings++
      if (manners === undefined) throw new S3Unreachable()
      return respondWithManners(request, manners)
    },
    close: async () => {},
  }
  const repository = {
    async replaceGuard(read: Credential, guard: StoreGuard) {
      if (read.guard?.askedAt !== stored?.askedAt) return false
      stored = guard
      return true
    },
  }
  const caller = createS3Caller(
    client,
    createCircuitBreakers(() => now),
  )
  return createStoreGuards(caller, repository, () => now)
}

const other = (changes: Partial<Credential> = {}) => createTarget('https://s3.example.com', changes)

/** Lets background work of a request finish. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a store of an unknown kind is asked at the first upload, once for simultaneous requests, and the answer is stored', async () => {
  const node = createNode()
  const found = await Promise.all([1, 2, 3].map(() => node.find(other(), upload, undefined)))

  assert.deepEqual(found, ['signed-away', 'signed-away', 'signed-away'])
  const asked = listings
  assert.deepEqual(stored, { kind: 'signed-away', askedAt: now })
  assert.equal(
    node.find(other(), upload, undefined),
    'signed-away',
    'from memory, although the credential is an old version',
  )
  assert.equal(node.find(other(), { ...upload, action: 'download' }, undefined), 'signed-away', 'also for a download')
  assert.equal(listings, asked)
})

test('downloads and listings never ask', () => {
  const node = createNode()
  for (const action of ['download', 'list'] as const) {
    assert.equal(node.find(other(), { ...upload, action }, undefined), undefined)
  }
  assert.equal(node.find(other({ preset: 'ceph' }), { ...upload, action: 'download' }, undefined), 'signed-away')
  assert.equal(listings, 0)
})

test('where the preset says enough, no request waits, but the store is still asked', async () => {
  const node = createNode()
  manners = storeManners.open
  assert.equal(node.find(other({ preset: 'ceph' }), upload, undefined), 'signed-away')
  await settle()
  assert.equal(stored?.kind, 'open')
  assert.equal(
    node.find(other({ preset: 'ceph' }), upload, undefined),
    'open',
    'the answer of the store takes precedence',
  )
})

test('MinIO counts as open, but is asked first because a fork may refuse', async () => {
  manners = storeManners.aws
  assert.equal(await createNode().find(other({ preset: 'minio' }), upload, undefined), 'refuses')
})

test('after a day, one node asks again, and no request waits', async () => {
  const guard = { kind: 'signed-away', askedAt: now } as const
  stored = guard
  const nodes = [createNode(), createNode(), createNode()]
  const find = () => nodes.map((node) => node.find(other({ guard }), upload, undefined))
  now += 23 * hourMs
  assert.deepEqual(find(), ['signed-away', 'signed-away', 'signed-away'])
  assert.equal(listings, 0)

  now += hourMs
  manners = storeManners.aws
  assert.deepEqual(find(), ['signed-away', 'signed-away', 'signed-away'])
  await settle()

  assert.deepEqual(stored, { kind: 'refuses', askedAt: now })
  assert.equal(listings, 6, 'one node asked: a plain listing, the control, and four headers')
  find()
  await settle()
  assert.equal(listings, 6)
})

test('a store that does not answer changes nothing that is known, and is asked again after a while', async () => {
  const node = createNode()
  manners = undefined
  assert.equal(await node.find(other(), upload, undefined), undefined)
  const asked = listings
  assert.equal(await node.find(other(), upload, undefined), undefined)
  assert.equal(listings, asked)

  now += hourMs
  manners = storeManners.aws
  assert.equal(await node.find(other(), upload, undefined), 'refuses')
})

test('when the check is switched off, the stored or documented guard counts', () => {
  const guard = { kind: 'open', askedAt: now } as const
  assert.equal(unaskedGuards.find(other({ guard }), upload, undefined), 'open')
  assert.equal(unaskedGuards.find(other(), upload, undefined), undefined)
  assert.equal(unaskedGuards.find(other({ preset: 'aws' }), upload, undefined), 'refuses')
  assert.equal(unaskedGuards.find(other({ signatureVersion: 'v2' }), upload, undefined), 'refuses')
})
