import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MultipartUpload, PresetName } from '../../src/core/model.ts'
import { clientToken } from '../../src/operations/client-token.ts'
import { operations } from '../../src/operations/registry.ts'
import type { S3Request } from '../../src/s3/s3-request.ts'
import { createMemoryUploads } from '../samples/memory-uploads.ts'
import { listParts, openUpload } from '../samples/multipart-gate.ts'
import { arbitraryNearParams, type Pools } from '../samples/near-params.ts'
import { createSampleGate } from '../samples/sample-gate.ts'

// A client token that is limited to a prefix, 5 MB and images asks for everything that the operations of the registry offer.
// The test judges the results by what S3 would enforce, and by nothing that the gateway says about itself.

const maxBytes = 5_000_000
const limits = { allow: ['upload:my-bucket/in/*'], max_bytes: maxBytes, content_types: ['image/*'] }

/** Right, nearly right and wrong values, by the name of the parameter, so that later operations are tested with them as well. */
const pools: Pools = {
  bucket: ['my-bucket', 'my-bucket2', 'other-bucket'],
  key_name: ['in/a.png', 'in/b/ü.png', 'in/', 'in', 'in2/a.png', 'out/a.png', 'IN/a.png', '/in/a.png', 'a/in/b'],
  key_prefix: ['in/', 'in/x', 'in', 'i', 'out/', '/in/'],
  prefix: ['in/', 'in', '', 'out/'],
  type: ['upload', 'get', 'head', 'delete'],
  content_type: [
    'image/png',
    'IMAGE/webp',
    'image/svg+xml; a=b',
    'text/html',
    'image/png, text/html',
    'image',
    'xi/image/png',
  ],
  content_type_prefix: ['image/', 'image/p', 'imag/', 'im/', 'text/'],
  content_length: [maxBytes, 0, 1, maxBytes + 1, 5 * 1024 ** 3],
  size: [maxBytes, 0, 1, maxBytes + 1, 5 * 1024 ** 4],
  max_bytes: [maxBytes, 1, maxBytes + 1, 5 * 1024 ** 3],
  upload_id: ['2~good', '2~large', '2~open', '2~text', '2~typeless', '2~out', '2~theirs', '2~nobodys'],
  part_numbers: ['1', '1-2', '3'],
  allow: [['upload:my-bucket/in/*'], ['download:my-bucket/*'], ['*:*']],
  expires_in: [60, 3600],
  limit: [10],
}

const place = { bucket: 'my-bucket', key: 'in/a.png' }
const good = { ...place, sizeBytes: maxBytes, contentType: 'image/png' }

/** The registered uploads: one that the token could have begun, and others that it could not. */
const registered: readonly MultipartUpload[] = [
  openUpload({ ...good, id: 'upl_1', uploadId: '2~good' }),
  openUpload({ ...good, id: 'upl_2', uploadId: '2~large', sizeBytes: maxBytes + 1 }),
  openUpload({ ...place, contentType: 'image/png', id: 'upl_3', uploadId: '2~open' }),
  openUpload({ ...good, id: 'upl_4', uploadId: '2~text', contentType: 'text/html' }),
  openUpload({ ...place, sizeBytes: maxBytes, id: 'upl_5', uploadId: '2~typeless' }),
  openUpload({ ...good, id: 'upl_6', uploadId: '2~out', key: 'out/a.png' }),
  openUpload({ ...good, id: 'upl_7', uploadId: '2~theirs', accountId: 'acc_2' }),
]

const seen = registered
  .filter(({ accountId, key }) => accountId === 'acc_1' && key === good.key)
  .map(({ uploadId }) => uploadId)

const lookers = ['ListParts', 'AbortMultipartUpload']

const answers: Readonly<Record<string, unknown>> = {
  CreateMultipartUpload: '2~good',
  HeadObject: { sizeBytes: 1, contentType: 'image/png', metadata: {}, checksums: {} },
  ListParts: listParts(maxBytes),
  CompleteMultipartUpload: {},
}

/** How often each kind of result occurred. The tests prove something only if every kind occurs, which the last test checks. */
const reached = new Map<string, number>()

function count(kind: string): void {
  reached.set(kind, (reached.get(kind) ?? 0) + 1)
}

function isImage(type: unknown): boolean {
  return /^image\/[a-z0-9.+-]+( *;[^,]*)?$/i.test(String(type))
}

function isInside(bucket: unknown, key: unknown): boolean {
  return bucket === 'my-bucket' && String(key).startsWith('in/')
}

/** Judges the URLs and forms at every depth of a result. */
function judgeResult(preset: PresetName, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const {
    signedUrl,
    url,
    method,
    headers,
    fields,
    clientToken: made,
    ...rest
  } = value as Readonly<Record<string, unknown>>
  assert.equal(made, undefined, 'a client token creates no token')
  if (fields !== undefined) judgeForm(preset, url, fields as Readonly<Record<string, string>>)
  else if (signedUrl !== undefined) judgeUrl(String(signedUrl), method, headers as Readonly<Record<string, string>>)
  else assert.doesNotMatch(JSON.stringify([url, headers] as const), /Signature/)
  for (const inner of Object.values(rest)) judgeResult(preset, inner)
}

function judgeUrl(text: string, method: unknown, headers: Readonly<Record<string, string>>): void {
  const url = new URL(text)
  const path = decodeURIComponent(url.pathname).slice(1)
  const isInHost = url.host.startsWith('my-bucket.')
  assert.ok(isInHost ? isInside('my-bucket', path) : path.startsWith('my-bucket/in/'), text)
  assert.equal(method, 'PUT', text)
  const signed = url.searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? []
  assert.ok(signed.includes('content-length') && Number(headers['content-length']) <= maxBytes, text)
  if (url.searchParams.has('partNumber')) {
    assert.equal(url.searchParams.get('uploadId'), '2~good', text)
    count('part')
    return
  }
  assert.ok(signed.includes('content-type') && isImage(headers['content-type']), JSON.stringify(headers))
  count('PUT')
}

function judgeForm(preset: PresetName, url: unknown, fields: Readonly<Record<string, string>>): void {
  const { conditions } = JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString()) as { conditions: unknown[] }
  const equal = Object.assign({}, ...conditions.filter((one) => !Array.isArray(one))) as Record<string, string>
  const lists = conditions.filter((one) => Array.isArray(one)) as [string, string, ...unknown[]][]
  const prefixes = Object.fromEntries(
    lists.filter(([kind]) => kind === 'starts-with').map(([, name, text]) => [name, text]),
  )
  for (const [kind, name, text] of lists) if (kind === 'eq') equal[name.slice(1)] = String(text)
  const [, , most] = lists.find(([kind]) => kind === 'content-length-range') ?? []
  assert.ok(typeof most === 'number' && most <= maxBytes, JSON.stringify(conditions))
  assert.ok(isInside(equal.bucket, equal.key ?? prefixes.$key), JSON.stringify([url, conditions]))
  // Ceph accepts a list of types that begins with the prefix, such as `image/png, text/html`. A prefix restricts nothing there.
  const beginning = preset === 'ceph' ? '' : prefixes['$Content-Type']
  const type = equal['Content-Type'] ?? `${beginning}x`
  assert.ok(isImage(type), JSON.stringify(conditions))
  count('form')
}

function judgeCall({ name, bucket, key, query, headers }: S3Request<unknown>): void {
  assert.ok(isInside(bucket, key), `${name} ${bucket}/${key}`)
  if (name === 'CreateMultipartUpload') assert.ok(isImage(headers?.['content-type']), JSON.stringify(headers))
  else if (name === 'CompleteMultipartUpload') assert.equal(query?.uploadId, '2~good')
  // A token that may upload to the key may list the parts of an upload and abort it, because neither sends bytes.
  else if (query?.uploadId !== undefined) assert.ok(seen.includes(query.uploadId) && lookers.includes(name), name)
  else assert.equal(name, 'HeadObject')
  count(name)
}

const stores = {
  aws: { preset: 'aws' },
  ceph: { preset: 'ceph', endpoint: 'https://s3.store.invalid' },
} as const

for (const preset of ['aws', 'ceph'] as const) {
  for (const operation of operations) {
    test(`${operation.name} on ${preset}: a client token limited to a prefix, 5 MB and image/* gets nothing beyond these limits`, async () => {
      const uploads = createMemoryUploads()
      const s3 = {
        async call<Result>(_target: unknown, request: S3Request<Result>) {
          judgeCall(request)
          return answers[request.name] as Result
        },
      }
      const { gate, ask } = createSampleGate({
        credentials: [{ isDefault: true, ...stores[preset] }],
        dependencies: { uploads, s3 },
      })
      const made = await ask(clientToken, {}, { input: { text: {}, json: limits } })
      const decide = gate.bind(operation)
      const asker = { token: String(made.clientToken), clientAddress: '192.0.2.1', requestId: 'request-1' }

      await fc.assert(
        fc.asyncProperty(arbitraryNearParams(operation, pools), async (params) => {
          uploads.rows.clear()
          for (const upload of registered) uploads.rows.set(upload.id, upload)
          const decision = await decide({ ...asker, input: { text: {}, json: params } })

          if ('error' in decision) {
            assert.ok(decision.error.status < 500, String(decision.error.cause ?? decision.error))
            return count(decision.error.code)
          }
          judgeResult(preset, decision.result)
          const { size } = decision.result
          if (operation.name === 'multipart_begin') assert.ok(Number(size) <= maxBytes, JSON.stringify(decision.result))
        }),
        { numRuns: 600 },
      )
    })
  }
}

test('the tests above reached every kind of permitted result, and both kinds of refusal', () => {
  const kinds = ['PUT', 'part', 'form', 'HeadObject', 'CreateMultipartUpload', 'ListParts', 'CompleteMultipartUpload']
  for (const kind of [...kinds, 'AbortMultipartUpload', 'token_not_allowed', 'upload_not_found']) {
    assert.ok((reached.get(kind) ?? 0) >= 3, `${kind}: ${JSON.stringify([...reached])}`)
  }
})
