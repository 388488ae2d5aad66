import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { firstKeyPair } from '../packages/gateway/test/samples/s3-key-pairs.ts'
import { createToken, storeCredential } from '../packages/gateway/test/samples/store-credential.ts'
import { startChromium } from '../packages/gateway/test/servers/chromium.ts'
import { startComposedGateway } from '../packages/gateway/test/servers/composed-gateway.ts'
import { startSandboxServer } from '../packages/gateway/test/servers/sandbox-server.ts'
import { makeTempDir } from '../packages/gateway/test/servers/temp-dir.ts'
import { skipWithout } from './test-requirements.ts'

// The packed client, installed in an empty folder outside of the repository, for Node, for TypeScript and for Vite. npm has no network.

const repository = join(import.meta.dirname, '..')

/** Runs npm without the variables that a running npm sets for the repository. */
function npm(args: readonly string[], cwd: string): string {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name))
  const env = {
    ...Object.fromEntries(kept),
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  }
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Builds the client from a copy, and packs it. @returns the path of the tarball */
function packClient(dir: string): string {
  const source = join(dir, 'source')
  const isLeft = (path: string) => /\/(node_modules|dist|test)$/.test(path)
  for (const place of ['package.json', 'tsconfig.json', 'LICENSE', 'scripts', 'packages/client']) {
    cpSync(join(repository, place), join(source, place), { recursive: true, filter: (path) => !isLeft(path) })
  }
  const bin = join(repository, 'node_modules/.bin')
  symlinkSync(dirname(bin), join(source, 'node_modules'))
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) }
  execFileSync(process.execPath, ['scripts/build.ts', '--no-check', 'packages/client'], {
    cwd: source,
    env,
    stdio: 'pipe',
  })
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', dir, './packages/client/dist'], source))
  return join(dir, packed.filename)
}

describe('the packed client', { timeout: 120_000 }, () => {
  const stack = new AsyncDisposableStack()
  const { path: dir } = stack.use(makeTempDir())
  let url: string
  let token: string
  before(async () => {
    writeFileSync(join(dir, 'package.json'), '{ "type": "module" }')
    npm(['install', packClient(dir)], dir)
    const { path: dataDir } = stack.use(makeTempDir())
    const { endpoint } = stack.use(await startSandboxServer())
    const { accessKeyId, secretAccessKey: secret } = firstKeyPair
    const store = { accessKeyId, secret, region: 'us-east-1', endpoint, preset: 'other', bucketPatterns: [] } as const
    await storeCredential('store', { dataDir }, store)
    const gateway = stack.use(await startComposedGateway({ dataDir, env: { SIGNPOST_CORS_ORIGINS: '*' } }))
    url = gateway.url
    token = await createToken({ dataDir })
  })
  after(() => stack.disposeAsync())

  /** Creates a project with only its own files and the client, which is installed in the folder above. */
  function makeProject(name: string, files: Readonly<Record<string, string>>): string {
    const project = join(dir, name)
    mkdirSync(project)
    for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text)
    return project
  }

  async function download(key: string): Promise<string> {
    const query = new URLSearchParams({ bucket: 'my-bucket', key_name: key })
    const signed = await fetch(`${url}/awss3/signed-url?${query}`, { headers: { authorization: `Bearer ${token}` } })
    const { data } = (await signed.json()) as { data: { signedUrl: string } }
    return (await fetch(data.signedUrl)).text()
  }

  test('can be installed without a network, and uploads from an empty Node project', async () => {
    const project = makeProject('node', {
      'upload.js': `import { createSignpost } from '@signpost/client'
const [url, token] = process.argv.slice(2)
const { size } = await createSignpost({ url, token }).upload('from Node', { bucket: 'my-bucket', key: 'node.txt' })
console.log(size)`,
    })
    const { stdout } = await promisify(execFile)(process.execPath, ['upload.js', url, token], { cwd: project })

    assert.equal(stdout, '9\n')
    assert.equal(await download('node.txt'), 'from Node')
    const lock = JSON.parse(readFileSync(join(dir, 'package-lock.json'), 'utf8')) as { packages: object }
    assert.deepEqual(Object.keys(lock.packages), ['', 'node_modules/@signpost/client'])
  })

  test('has types that a strict TypeScript project accepts', () => {
    const project = makeProject('types', {
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          lib: ['es2022', 'dom'],
          types: [],
          target: 'es2022',
        },
      }),
      'app.ts': `import { createSignpost, SignpostError, type UploadOptions } from '@signpost/client'
import type { Signpost } from '@signpost/client/browser'
const signpost: Signpost = createSignpost({ url: 'https://sign.example.com', getToken: async () => 'ct_x' })
export const options: UploadOptions = { bucket: 'b', key: 'k', checksum: 'sha256', metadata: { who: 'me' } }
export const upload = (file: File) => signpost.upload(file, options).then(({ size }) => size + 1)
export const isOver = (error: unknown) => error instanceof SignpostError && error.code === 'token_expired'
// @ts-expect-error: there is no such parameter
export const wrong: UploadOptions = { bucket: 'b', key: 'k', maxSize: 1 }`,
    })
    const tsc = join(repository, 'node_modules/.bin/tsc')
    assert.equal(execFileSync(process.execPath, [tsc, '-p', project], { cwd: project, encoding: 'utf8' }), '')
  })

  test('can be built into a new Vite project, and uploads from Chromium', {
    skip: skipWithout('chromium'),
  }, async () => {
    const project = makeProject('vite', {
      'index.html': '<!doctype html><input type="file"><script type="module" src="/main.js"></script>',
      'main.js': `import { createSignpost } from '@signpost/client'
document.querySelector('input').onchange = async ({ target: { files: [file] } }) => {
  const [url, token] = decodeURIComponent(location.hash.slice(1)).split(' ')
  const upload = createSignpost({ url, token }).upload(file, { bucket: 'my-bucket', key: file.name, checksum: 'sha256' })
  document.title = await upload.then(({ size }) => String(size), ({ message }) => message)
}`,
    })
    const { build, preview } = await import('vite')
    await build({ root: project, logLevel: 'error' })
    await using opened = await startChromium()
    const server = await preview({ root: project, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
    try {
      const page = await opened.context.newPage()
      await page.goto(`${server.resolvedUrls?.local[0]}#${encodeURIComponent(`${url} ${token}`)}`)
      const buffer = Buffer.from('from a page')
      await page.locator('input').setInputFiles({ name: 'page.txt', mimeType: 'text/plain', buffer })
      await page.waitForFunction('document.title !== ""')

      assert.equal(await page.title(), '11')
      assert.equal(await download('page.txt'), 'from a page')
    } finally {
      await server.close()
    }
  })
})
