import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createMemoryUploads } from '../../test/samples/memory-uploads.ts'
import {
  createMultipartGate,
  listParts,
  openUpload,
  uploadAddress,
  uploadedObject,
} from '../../test/samples/multipart-gate.ts'
import type { AppError } from '../core/app-error.ts'
import { multipartBegin } from './multipart-begin.ts'
import { multipartComplete } from './multipart-complete.ts'
import { multipartParts } from './multipart-parts.ts'
import { multipartShow } from './multipart-show.ts'

const [one, two] = ['one', 'two'].map((text) => createHash('sha256').update(text).digest('base64')) as [string, string]
const begun = () => createMemoryUploads(openUpload({ checksumAlgorithm: 'sha256', sizeBytes: 20_000_000 }))

/** Expects a refusal with exactly one problem. */
async function refuses(asking: Promise<unknown>, parameter: string, message: RegExp): Promise<void> {
  await assert.rejects(asking, ({ code, details = [] }: AppError) => {
    assert.deepEqual([code, details.map((detail) => detail.parameter)], ['invalid_request', [parameter]])
    assert.match(details[0]?.message ?? '', message)
    return true
  })
}

test('an upload is begun with the checksum algorithm of its parts, and the parts are signed later', async () => {
  const { ask, asked, uploads } = createMultipartGate(createMemoryUploads(), { CreateMultipartUpload: '2~a' })
  const options = { checksum_algorithm: 'sha256', size: '20000000', content_type: 'video/mp4' }
  const { parts, expiresAt, partCount } = await ask(multipartBegin, { ...uploadedObject, ...options })

  assert.deepEqual([parts, expiresAt, partCount], [[], undefined, 2])
  assert.deepEqual(asked[0]?.headers, { 'content-type': 'video/mp4', 'x-amz-checksum-algorithm': 'SHA256' })
  assert.equal([...uploads.rows.values()][0]?.checksumAlgorithm, 'sha256')
})

test('each part is signed with its checksum', async () => {
  const { ask } = createMultipartGate(begun(), {})
  const params = { ...uploadAddress, part_numbers: '1-2', 'checksums[2]': two, 'checksums[1]': one }
  const { parts } = (await ask(multipartParts, params)) as { parts: { headers: object; signedUrl: string }[] }

  assert.deepEqual(
    parts.map(({ headers }) => headers),
    [
      { 'content-length': '16777216', 'x-amz-checksum-sha256': one },
      { 'content-length': '3222784', 'x-amz-checksum-sha256': two },
    ],
  )
  for (const { signedUrl } of parts) {
    const { searchParams } = new URL(signedUrl)
    assert.equal(searchParams.get('X-Amz-SignedHeaders'), 'content-length;host;x-amz-checksum-sha256')
    assert.ok(!searchParams.has('x-amz-checksum-sha256'), 'S3 ignores it in the query')
  }
})

test('a part is not signed without its checksum, or with an invalid one', async () => {
  const { ask } = createMultipartGate(begun(), {})
  const sign = (params: object) => ask(multipartParts, { ...uploadAddress, part_numbers: '1-2', ...params })

  await refuses(sign({}), 'checksums[1]', /is required.*checksum_algorithm=sha256.*32 bytes of its SHA-256 in base64/)
  await refuses(sign({ 'checksums[1]': one }), 'checksums[2]', /is required/)
  await refuses(sign({ 'checksums[1]': 'AAAAAA==', 'checksums[2]': two }), 'checksums[1]', /must be the 32 bytes/)
  const hex = Buffer.from(one, 'base64').toString('hex')
  await refuses(sign({ 'checksums[1]': hex, 'checksums[2]': two }), 'checksums[1]', /not in hexadecimal/)
  await refuses(
    sign({ 'checksums[1]': one, 'checksums[2]': two, 'checksums[3]': two }),
    'checksums[3]',
    /`part_numbers`/,
  )
  await refuses(sign({ 'checksums[first]': one }), 'checksums', /part numbers from 1 to 10000/)
  await refuses(sign({ checksum_sha256: one }), 'checksum_sha256', /`checksums` is meant/)

  const without = createMultipartGate(createMemoryUploads(openUpload()), {})
  const asking = without.ask(multipartParts, { ...uploadAddress, part_numbers: '1', 'checksums[1]': one })
  await refuses(asking, 'checksums', /begun without `checksum_algorithm`/)
})

test('the checksum of parts is refused for a store that does not verify it, and so is a checksum of the whole', async () => {
  const begin = (params: object, preset: 'ceph' | 'aws') =>
    createMultipartGate(createMemoryUploads(), {}, { preset, endpoint: 'https://s3.example.com' }).ask(multipartBegin, {
      ...uploadedObject,
      ...params,
    })
  await refuses(
    begin({ checksum_algorithm: 'sha256' }, 'ceph'),
    'checksum_algorithm',
    /cannot be used: Ceph does not verify the checksums of parts/,
  )
  await refuses(begin({ checksum_sha256: one }, 'aws'), 'checksum_sha256', /`checksum_algorithm` is meant/)
  await refuses(begin({ checksum_algorithm: 'md5' }, 'aws'), 'checksum_algorithm', /sha256, sha1, crc32, crc32c/)
})

/** Two parts as the store lists them, with the checksums that it reports. */
function listChecked(...checksums: readonly Readonly<Record<string, string>>[]) {
  const { parts } = listParts(16_777_216, 3_222_784)
  return { parts: parts.map((part, index) => ({ ...part, checksums: checksums[index] ?? {} })), nextAfter: undefined }
}

test('a completion repeats the checksums that the store reports for the parts', async () => {
  const { ask, asked } = createMultipartGate(begun(), {
    ListParts: listChecked({ sha256: one, crc64nvme: 'x' }, { sha256: two }),
    CompleteMultipartUpload: { etag: '"x-2"' },
  })
  const { warnings } = await ask(multipartComplete, uploadAddress)
  assert.equal(warnings, undefined)
  const [, request] = asked
  assert.match(
    request?.body ?? '',
    new RegExp(`1</PartNumber>.*<ChecksumSHA256>${one.replaceAll('+', '\\+')}<.*<ChecksumSHA256>`),
  )
  assert.doesNotMatch(request?.body ?? '', /CRC64/)

  const { parts, checksumAlgorithm } = await createMultipartGate(begun(), {
    ListParts: listChecked({ sha256: one }),
  }).ask(multipartShow, uploadAddress)
  assert.equal(checksumAlgorithm, 'sha256')
  assert.deepEqual(
    (parts as { checksums?: object }[]).map(({ checksums }) => checksums),
    [{ sha256: one }, undefined],
  )
})

test('a store that reports no checksum of a part may not have verified it, and the caller is warned', async () => {
  const { ask } = createMultipartGate(begun(), {
    ListParts: listChecked({ sha256: one }),
    CompleteMultipartUpload: { etag: '"x-2"' },
  })
  const { warnings } = await ask(multipartComplete, uploadAddress)
  assert.match(String(warnings), /reports no sha256 of some parts/)
})

test('the completion of an upload without an algorithm names no checksums, even when the store reports some', async () => {
  const { ask, asked } = createMultipartGate(createMemoryUploads(openUpload()), {
    ListParts: listChecked({ crc64nvme: 'x' }, { crc64nvme: 'y' }),
    CompleteMultipartUpload: { etag: '"x-2"' },
  })
  await ask(multipartComplete, uploadAddress)
  assert.doesNotMatch(asked[1]?.body ?? '', /Checksum/)
})
