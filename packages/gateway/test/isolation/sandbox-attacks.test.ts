import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Secret } from '../../src/core/secret.ts'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import {
  brokenTargets,
  listHostilePaths,
  type RawRequest,
  writeDeletion,
  writeForm,
  writeRawRequest,
} from '../samples/hostile-s3-requests.ts'
import { signRawTarget } from '../samples/sign-raw-target.ts'
import { sendRaw } from '../servers/raw-http.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const directory = join(dir.path, 'outside/data/sandbox/store')
mkdirSync(directory, { recursive: true })
writeFileSync(join(dir.path, 'outside/decoy.txt'), 'decoy')
const keyPair = { accessKeyId: 'SANDBOX', secretAccessKey: 'a-secret-of-this-test' }
const keyPairs = new Map([[keyPair.accessKeyId, new Secret(keyPair.secretAccessKey)]])
const s3 = stack.adopt(await startS3Server({ directory, port: 0, keyPairs }), (server) => server.close())
const { host, port } = new URL(s3.endpoint)
const mark = `signpost-attack-${crypto.randomUUID()}`
const hostilePaths = listHostilePaths(mark)
const before = listTree(dir.path)

describe('a request without a valid signature reaches nothing', () => {
  for (const target of [
    ...hostilePaths,
    ...brokenTargets,
    '/my-bucket/plain.txt',
    '/',
    '/my-bucket',
    '/my-bucket?cors',
  ]) {
    test(`PUT ${shorten(target)}`, async () => {
      await beRefused(writeRequest({ method: 'PUT', target }))
    })
  }
  for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'PATCH', 'COPY', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    test(`${method} of a plain object`, async () => {
      await beRefused(writeRequest({ method, target: '/my-bucket/plain.txt', body: '' }))
    })
  }
  for (const key of [`../../../../${mark}`, mark, '', '..', `/../../${mark}`, `..\\..\\${mark}`, `\0${mark}`]) {
    test(`a form with the key ${JSON.stringify(key)}`, async () => {
      const { body, contentType } = writeForm({ key })
      const headers = { 'content-type': contentType, origin: 'https://evil.example' }
      await beRefused(writeRequest({ method: 'POST', target: '/my-bucket', headers, body }))
    })
  }
  test('a form whose policy nobody signed', async () => {
    const policy = Buffer.from('{"expiration":"2999-01-01T00:00:00Z","conditions":[]}').toString('base64')
    const { body, contentType } = writeForm({ key: mark, policy, AWSAccessKeyId: 'SANDBOX', signature: 'AAAA' })
    await beRefused(
      writeRequest({ method: 'POST', target: '/my-bucket', headers: { 'content-type': contentType }, body }),
    )
  })
  test('a multi-object delete', async () => {
    await beRefused(
      writeRequest({ method: 'POST', target: '/my-bucket?delete', body: writeDeletion('../../../../decoy.txt') }),
    )
  })
  test('a PUT signed with a wrong secret under the sandbox’s access key ID', async () => {
    const forged = { ...keyPair, secretAccessKey: 'another secret' }
    await beRefused(writeSigned({ method: 'PUT', path: `/my-bucket/${mark}`, keyPair: forged }))
  })
})

describe('a hostile request signed with the sandbox’s own credential is refused', () => {
  for (const path of hostilePaths) {
    for (const method of ['PUT', 'GET', 'DELETE']) {
      test(`${method} ${shorten(path)}`, async () => {
        await beRefused(writeSigned({ method, path }))
      })
    }
  }
  for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
    for (const query of [{}, { cors: '' }, { website: '' }, { uploads: '' }]) {
      test(`${method} of a bucket with ${JSON.stringify(query)}`, async () => {
        await beRefused(writeSigned({ method, path: '/my-documents', query }))
      })
    }
  }
  for (const source of [
    '/../decoy.txt',
    '/my-bucket/../../../../decoy.txt',
    'my-bucket/..%2f..%2f..%2f..%2fdecoy.txt',
    '..',
  ]) {
    test(`a copy of ${source}`, async () => {
      await beRefused(writeSigned({ method: 'PUT', path: '/my-bucket/copy', headers: { 'x-amz-copy-source': source } }))
    })
  }
  for (const uploadId of ['../../../../x', '..', '', `../${mark}`, 'a/b', '0'.repeat(33)]) {
    test(`a part of the upload ${JSON.stringify(uploadId)}`, async () => {
      await beRefused(writeSigned({ method: 'PUT', path: '/my-bucket/part', query: { uploadId, partNumber: '1' } }))
    })
  }
  for (const partNumber of [`../../../../${mark}`, '0', '-1', '10001', '1e3', '']) {
    test(`the part number ${JSON.stringify(partNumber)}`, async () => {
      const query = { uploadId: '0'.repeat(32), partNumber }
      await beRefused(writeSigned({ method: 'PUT', path: '/my-bucket/part', query }))
    })
  }
  for (const key of ['../../../../decoy.txt', '..', 'a/../../my-images/x']) {
    test(`a multi-object delete with the key ${key}`, async () => {
      await beRefused(
        writeSigned({ method: 'POST', path: '/my-bucket', query: { delete: '' }, body: writeDeletion(key) }),
      )
    })
  }
  for (const key of [`../../../../${mark}`, mark]) {
    test(`a form with the key ${key}`, async () => {
      const { body, contentType } = writeForm({ key })
      await beRefused(
        writeSigned({ method: 'POST', path: '/my-bucket', unsigned: { 'content-type': contentType }, body }),
      )
    })
  }
})

describe('another Host is refused, even when it is signed (DNS rebinding)', () => {
  const hosts = ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', `localhost.evil.example:${port}`]
  const near = [
    '',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost',
    `127.0.0.2:${port}`,
    `0.0.0.0:${port}`,
    `a@127.0.0.1:${port}`,
  ]
  for (const asked of [...hosts, ...near, `[::]:${port}`, `127.0.0.1:${port}/`, `localhost.:${port}`]) {
    test(JSON.stringify(asked), async () => {
      await beRefused(writeSigned({ method: 'PUT', path: `/my-bucket/${mark}`, host: asked }))
    })
  }
  test('two Host headers', async () => {
    const target = signRawTarget({ method: 'PUT', path: `/my-bucket/${mark}`, host, keyPair, signedAt: Date.now() })
    const head = `PUT ${target} HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
    await beRefused(head)
  })
  for (const asked of [host, `localhost:${port}`, `LOCALHOST:${port}`, `my.localhost:${port}`, `[::1]:${port}`]) {
    test(`its own Host ${asked} is accepted`, async () => {
      const { status } = await sendRaw(s3.endpoint, writeSigned({ method: 'GET', path: '/my-bucket', host: asked }))
      assert.equal(status, 200)
    })
  }
})

function writeRequest(request: Partial<RawRequest> & Pick<RawRequest, 'method' | 'target'>): string {
  return writeRawRequest({ host, body: 'hostile', ...request })
}

interface SignedRequest extends Omit<RawRequest, 'host' | 'target'> {
  readonly path: string
  readonly host?: string
  readonly query?: Readonly<Record<string, string>>
  readonly unsigned?: Readonly<Record<string, string>>
  readonly keyPair?: typeof keyPair
}

function writeSigned({ path, query = {}, unsigned = {}, ...request }: SignedRequest): string {
  const target = signRawTarget({ host, keyPair, ...request, path, query, signedAt: Date.now() })
  return writeRequest({ ...request, target, headers: { ...request.headers, ...unsigned } })
}

/** Sends a request, and checks that it is refused with an error of S3, and that no file was created, changed or removed. */
async function beRefused(request: string): Promise<void> {
  const { status, headers, body } = await sendRaw(s3.endpoint, request)
  assert.ok((status >= 400 && status < 500) || status === 501, `${status} ${body}`)
  assert.equal(headers['content-type'], 'application/xml')
  if (!request.startsWith('HEAD'))
    assert.match(body, /^<\?xml[^>]*>\n<Error><Code>\w+<\/Code><Message>[^<]+<\/Message>/)
  assert.deepEqual(listTree(dir.path), before)
  for (const folder of ['/', tmpdir(), process.cwd()]) assert.equal(existsSync(join(folder, mark)), false)
}

/** Lists every folder, link and file below a path, with the content of the files. */
function listTree(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const place = join(path, entry.name)
    // SQLite's shared memory beside the index, into which readers write their marks.
    if (entry.name === 'index.db-shm') return []
    if (entry.isDirectory()) return [place, ...listTree(place)]
    return entry.isFile() ? `${place}: ${readFileSync(place, 'utf8')}` : place
  })
}

function shorten(target: string): string {
  const shown = JSON.stringify(target.replaceAll(mark, 'x'))
  return shown.length > 60 ? `${shown.slice(0, 50)}… (${target.length})` : shown
}
