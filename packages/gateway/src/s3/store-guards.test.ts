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

/** One node: it shares with others what is stored. */
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

/** Lets what runs beside a request come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a store of no known kind is asked at the first upload, once by those who come together, and it is kept', async () => {
  const node = createNode()
  const found = await Promise.all([1, 2, 3].map(() => node.find(other(), upload, undefined)))

  assert.deepEqual(found, ['signed-away', 'signed-away', 'signed-away'])
  const asked = listings
  assert.deepEqual(stored, { kind: 'signed-away', askedAt: now })
  assert.equal(node.find(other(), upload, undefined), 'signed-away', 'from memory, though the credential is an old one')
  assert.equal(node.find(other(), { ...upload, action: 'download' }, undefined), 'signed-away', 'a download, too')
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

test('where the preset knows enough, nobody waits, and the store is asked all the same', async () => {
  const node = createNode()
  manners = storeManners.open
  assert.equal(node.find(other({ preset: 'ceph' }), upload, undefined), 'signed-away')
  await settle()
  assert.equal(stored?.kind, 'open')
  assert.equal(node.find(other({ preset: 'ceph' }), upload, undefined), 'open', 'what it said goes before')
})

test('MinIO counts as open, but a fork may refuse: so it is asked first', async () => {
  manners = storeManners.aws
  assert.equal(await createNode().find(other({ preset: 'minio' }), upload, undefined), 'refuses')
})

test('it is asked again after a day, by one node, and nobody waits', async () => {
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
  assert.equal(listings, 6, 'one asked: plainly, the control, and four headers')
  find()
  await settle()
  assert.equal(listings, 6)
})

test('a store that does not answer leaves what is known, and is asked again after a while', async () => {
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

test('when the check is switched off, what is stored or documented counts', () => {
  const guard = { kind: 'open', askedAt: now } as const
  assert.equal(unaskedGuards.find(other({ guard }), upload, undefined), 'open')
  assert.equal(unaskedGuards.find(other(), upload, undefined), undefined)
  assert.equal(unaskedGuards.find(other({ preset: 'aws' }), upload, undefined), 'refuses')
  assert.equal(unaskedGuards.find(other({ signatureVersion: 'v2' }), upload, undefined), 'refuses')
})
