import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPresigner, findKeyProblem, type PresignRequest } from '@signpost/presign'
import fc from 'fast-check'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import { Secret } from '../../src/core/secret.ts'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { writeRawRequest } from '../samples/hostile-s3-requests.ts'
import { signRawTarget } from '../samples/sign-raw-target.ts'
import { sendRaw } from '../servers/raw-http.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const directory = join(dir.path, 'a/b/c/d/store')
mkdirSync(directory, { recursive: true })
const keyPair = { accessKeyId: 'SANDBOX', secretAccessKey: 'a-secret-of-this-test' }
const keyPairs = new Map([[keyPair.accessKeyId, new Secret(keyPair.secretAccessKey)]])
const s3 = stack.adopt(await startS3Server({ directory, port: 0, keyPairs }), (server) => server.close())
const { host } = new URL(s3.endpoint)
const bucket = 'my-bucket'

/** Pieces of hostile paths. Random Unicode is added to them. */
const pieces = ['..', '.', '/', '//', '\\', ';', '%', '%2e', '%2f', '\0', ' ', '+', '~', ':', 'a', 'é', '🚀']
const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: anyCharacter, maxLength: 3 }))
const anyKey = fc.array(piece, { minLength: 1, maxLength: 12 }).map((list) => list.join(''))

for (const signatureVersion of ['v4', 'v2'] as const) {
  const presigner = createPresigner({
    credentials: keyPair,
    region: 'us-east-1',
    endpoint: s3.endpoint,
    signatureVersion,
  })

  test(`SigV${signatureVersion.slice(1)}: an object with any valid key can be stored, read and deleted, and leaves no file behind`, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyKey.filter((key) => findKeyProblem(key) === undefined),
        async (key) => {
          const body = crypto.randomUUID()
          const stored = await use({ method: 'PUT', key }, body)
          assert.equal(stored.status, 200, await stored.text())
          const read = await use({ method: 'GET', key })
          assert.deepEqual([read.status, await read.text()], [200, body])
          assert.equal((await use({ method: 'HEAD', key })).headers.get('content-length'), String(body.length))
          assert.equal(listFiles(join(directory, 'files')).length, 1)
          assert.equal((await use({ method: 'DELETE', key })).status, 204)
          assert.equal((await use({ method: 'GET', key })).status, 404)
          assert.deepEqual([...listFiles(join(directory, 'files')), ...listFiles(join(directory, 'incoming'))], [])
        },
      ),
      {
        numRuns: 150,
        examples: [
          ['/'],
          ['//'],
          ['k'.repeat(1024)],
          ['a//b'],
          ['a/b'],
          [`${'é'.repeat(512)}`],
          ['/x'],
          ['a/'],
          ['//a//b//'],
          ['..a/..b..'],
          ['..\\..\\x'],
          ['%2e%2e%2fx'],
        ],
      },
    )
  })

  function use(request: Pick<PresignRequest, 'method' | 'key'>, body?: string): Promise<Response> {
    const { url } = presigner.presign({ bucket, expiresInSeconds: 60, signedAt: Date.now(), ...request })
    return fetch(url, { method: request.method, ...(body === undefined ? {} : { body: Buffer.from(body) }) })
  }
}

const encoded = [
  '..',
  '.',
  '/',
  '%2e',
  '%2E',
  '%2f',
  '%2F',
  '%5c',
  '\\',
  '%00',
  '%252e',
  '%252f',
  ';',
  '%c0%ae',
  '%ff',
  '%',
]
const hostilePiece = fc.constantFrom(...encoded, 'my-bucket', 'a', 'x'.repeat(240), '?', '&uploadId=', '#')
const hostilePath = fc.array(hostilePiece, { maxLength: 14 }).map((list) => `/${list.join('')}`)

test('no hostile request creates a file outside the store, or makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostilePath,
      fc.constantFrom('PUT', 'POST', 'DELETE', 'GET'),
      fc.boolean(),
      async (path, method, isSigned) => {
        const target = isSigned ? (trySigning(method, path) ?? path) : path
        const { status, body } = await sendRaw(s3.endpoint, writeRawRequest({ method, target, host, body: 'x' }))
        assert.ok(status >= 200 && status < 500 && status !== 301, `${status} ${body}`)
        if (target === path) assert.ok(status >= 400, 'an unsigned request is refused')
        const inside = /^a\/b\/c\/d\/store\/(?:index\.db(?:-wal|-shm)?|(?:files|incoming)\/[0-9a-f]{32})$/
        assert.deepEqual(
          listFiles(dir.path).filter((file) => !inside.test(file)),
          [],
        )
      },
    ),
    { numRuns: 400 },
  )
})

/** Signs a target. @returns undefined when it cannot be signed */
function trySigning(method: string, target: string): string | undefined {
  const [path = '', ...rest] = target.split('?')
  try {
    const query = Object.fromEntries(new URLSearchParams(rest.join('?')))
    return signRawTarget({ method, path, query, host, keyPair, signedAt: Date.now() })
  } catch {
    return undefined
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
