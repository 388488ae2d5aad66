import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { checksumDigests } from '../../src/sandbox/checksums.ts'
import { readS3Code, type SandboxRequest, startSandboxServer } from '../servers/sandbox-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const { send } = stack.use(await startSandboxServer())
const parts = [randomBytes(5 * 1024 ** 2), randomBytes(1000)] as [Buffer<ArrayBuffer>, Buffer<ArrayBuffer>]
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64')

/** Begins an upload, as a client that signs its own headers. */
async function begin(key: string, headers: NonNullable<SandboxRequest['headers']>) {
  const response = await send({ method: 'POST', key, query: { uploads: '' }, headers })
  const text = await response.text()
  const [, uploadId = ''] = /<UploadId>([0-9a-f]{32})</.exec(text) ?? []
  const etags = new Map<number, string>()
  return {
    response,
    /** Sends a part, and remembers its ETag. @returns status and code */
    async put(partNumber: number, body: Buffer<ArrayBuffer>, partHeaders = {}): Promise<string> {
      const query = { partNumber: `${partNumber}`, uploadId }
      const answer = await send({ method: 'PUT', key, query, headers: partHeaders, body })
      etags.set(partNumber, answer.headers.get('etag') ?? '')
      return `${await readS3Code(answer)} ${answer.headers.get('x-amz-checksum-sha256') ?? ''}`.trim()
    },
    list: async () => (await send({ method: 'GET', key, query: { uploadId } })).text(),
    async complete(...checksums: readonly string[]) {
      const named = [...etags].map(
        ([number, etag], index) =>
          `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${checksums[index] ?? ''}</Part>`,
      )
      const body = `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`
      return send({ method: 'POST', key, query: { uploadId }, body })
    },
    async show() {
      const { headers: shown } = await send({ method: 'HEAD', key, headers: { 'x-amz-checksum-mode': 'ENABLED' } })
      return shown
    },
  }
}

test('each part of a SHA-256 upload needs its checksum, and the object has the checksum of the parts’ checksums', async () => {
  const upload = await begin('sha256', { 'x-amz-checksum-algorithm': 'SHA256' })
  assert.equal(upload.response.headers.get('x-amz-checksum-type'), 'COMPOSITE')
  const [first, second] = parts
  const [one, two] = [sha256(first), sha256(second)]

  assert.equal(await upload.put(1, first, { 'x-amz-checksum-sha256': two }), '400 BadDigest')
  assert.equal(await upload.put(1, first), '400 InvalidRequest', 'without a checksum')
  assert.equal(
    await upload.put(1, first, { 'x-amz-checksum-crc32': 'AAAAAA==' }),
    '400 InvalidRequest',
    'with another algorithm',
  )
  assert.equal(await upload.put(1, first, { 'x-amz-checksum-sha256': one }), `200 ${one}`)
  assert.equal(await upload.put(2, second, { 'x-amz-checksum-sha256': two }), `200 ${two}`)
  assert.match(await upload.list(), new RegExp(`<PartNumber>2<.*<ChecksumSHA256>${two.replaceAll('+', '\\+')}</`))

  const elements = [one, two].map((value) => `<ChecksumSHA256>${value}</ChecksumSHA256>`) as [string, string]
  const missing = await upload.complete(elements[0])
  assert.equal(missing.status, 400)
  assert.match(await missing.text(), /using a sha256 checksum.*It was missing for part 2 in the request/)
  assert.equal(await readS3Code(await upload.complete(elements[1], elements[1])), '400 InvalidPart')
  const completed = await upload.complete(...elements)
  const whole = createHash('sha256').update(Buffer.from(one, 'base64')).update(Buffer.from(two, 'base64'))
  const expected = `${whole.digest('base64')}-2`
  assert.equal(/<ChecksumSHA256>([^<]*)</.exec(await completed.text())?.[1], expected)
  const shown = await upload.show()
  assert.deepEqual([shown.get('x-amz-checksum-sha256'), shown.get('x-amz-checksum-type')], [expected, 'COMPOSITE'])
})

test('a CRC-64/NVME covers the whole object, and neither parts nor the completion have to send it', async () => {
  const upload = await begin('crc64', { 'x-amz-checksum-algorithm': 'CRC64NVME' })
  const digests = [parts[0], parts[1], Buffer.concat(parts)].map((bytes) => {
    const digest = checksumDigests.crc64nvme?.() ?? assert.fail()
    digest.update(bytes)
    return digest.finish().toString('base64')
  })
  assert.equal(await upload.put(1, parts[0], { 'x-amz-checksum-crc64nvme': digests[0] }), '200')
  assert.equal(await upload.put(2, parts[1]), '200')

  assert.equal((await upload.complete()).status, 200)
  const shown = await upload.show()
  assert.deepEqual(
    [shown.get('x-amz-checksum-crc64nvme'), shown.get('x-amz-checksum-type')],
    [digests[2], 'FULL_OBJECT'],
  )
})

test('an upload begun without a checksum accepts none, and an unknown algorithm is refused', async () => {
  const upload = await begin('none', {})
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(parts[1]))
  assert.equal(
    await upload.put(1, parts[1], { 'x-amz-checksum-crc32': bytes.toString('base64') }),
    '400 InvalidRequest',
  )
  assert.equal(await upload.put(1, parts[1]), '200')
  assert.equal((await upload.complete()).status, 200)

  for (const [headers, status] of [
    [{ 'x-amz-checksum-algorithm': 'MD6' }, 400],
    [{ 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-type': 'FULL_OBJECT' }, 501],
    [{ 'x-amz-checksum-type': 'COMPOSITE' }, 501],
  ] as const) {
    assert.equal((await begin('bad', headers)).response.status, status)
  }
})
