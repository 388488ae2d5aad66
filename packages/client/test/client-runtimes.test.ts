import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { buildBrowserFiles } from '../../../scripts/browser-files.ts'
import { firstKeyPair } from '../../gateway/test/samples/s3-key-pairs.ts'
import { createToken, storeCredential } from '../../gateway/test/samples/store-credential.ts'
import { startComposedGateway } from '../../gateway/test/servers/composed-gateway.ts'
import { findFreePort } from '../../gateway/test/servers/free-port.ts'
import { startSandboxServer } from '../../gateway/test/servers/sandbox-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { type RuntimeReport, type RuntimeTarget, useClient } from './runtime-program.ts'

// The built client behaves the same in every runtime. Deno, Bun and workerd (of Cloudflare's Workers) are large, so only
// `npm run runtimes` tests them. It installs them in a folder of its own and passes that folder here.

const repository = join(import.meta.dirname, '../../..')
const runtimes = process.env.CLIENT_RUNTIMES

/** Finds the program of a package in that folder. Each platform has its own. */
function findRuntime(pattern: string): string {
  const [found] = globSync(pattern, { cwd: runtimes ?? '.' })
  return join(runtimes ?? '', found ?? assert.fail(`There is no ${pattern} in ${runtimes}`))
}

/** The oldest Node that the client supports. It may be installed beside the one that runs the tests. */
function findOldNode(): string | undefined {
  const places = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, 'node'))
  return places.find((place) => existsSync(place) && isOld(execFileSync(place, ['--version'], { encoding: 'utf8' })))
}

function isOld(version: string): boolean {
  return /^v2[0-3]\./.test(version)
}

describe('the built client', () => {
  const stack = new AsyncDisposableStack()
  const { path: dir } = stack.use(makeTempDir())
  let target: Omit<RuntimeTarget, 'prefix'>
  before(async () => {
    const { path: dataDir } = stack.use(makeTempDir())
    const { endpoint } = stack.use(await startSandboxServer())
    const { accessKeyId, secretAccessKey: secret } = firstKeyPair
    const store = { accessKeyId, secret, region: 'us-east-1', endpoint, preset: 'other', bucketPatterns: [] } as const
    await storeCredential('store', { dataDir }, store)
    const { url } = stack.use(await startComposedGateway({ dataDir }))
    const token = await createToken({ dataDir }, { allow: ['*:*/*', 'list:*/*', 'delete:*/*'] })
    target = { url, token, bucket: 'my-bucket' }
    build(dir)
    writeFileSync(join(dir, 'browser.js'), (await buildBrowserFiles())[0]?.code ?? '')
  })
  after(() => stack.disposeAsync())

  /** Runs the program, and stores its report. */
  async function hold(name: string, run: (asked: RuntimeTarget) => Promise<RuntimeReport>): Promise<RuntimeReport> {
    const report = await run({ ...target, prefix: name })
    const large = 5 * 1024 ** 2 + 1000
    const { progress, ...others } = report
    assert.equal(progress.at(-1), 300_000)
    assert.deepEqual(others, {
      metadata: { who: 'me' },
      sizes: [300_000, large, large],
      areEqual: [true, true, true],
      checksum: digest(300_000),
      signed: [`${name}/small.txt`, `${name}/parts.bin`],
      listed: ['parts.bin', 'small.txt', 'stream.bin'].map((key) => `${name}/${key}`),
      codes: ['aborted', 'object_not_found', 'network_error'],
    })
    return report
  }

  /** Runs it in a process. @param command the words before the script's name */
  const inProcess =
    (command: string, args: readonly string[], script = 'run.js') =>
    async (asked: RuntimeTarget) => {
      const { stdout } = await promisify(execFile)(command, [...args, join(dir, script), JSON.stringify(asked)])
      return JSON.parse(stdout) as RuntimeReport
    }

  const oldNode = findOldNode()
  test('in the oldest Node, with progress in bytes', {
    skip: oldNode === undefined && 'there is no Node 20',
  }, async () => {
    const { progress } = await hold('node', inProcess(oldNode ?? '', []))
    assert.ok(progress.length > 3, `${progress}`)
  })

  test('without any of Node’s APIs, as at an edge', async () => {
    const { progress } = await hold(
      'edge',
      inProcess(process.execPath, ['--experimental-vm-modules', '--no-warnings'], 'edge.js'),
    )
    assert.deepEqual(progress, [300_000])
  })

  if (runtimes !== undefined) {
    test('in Deno', async () => {
      await hold('deno', inProcess(findRuntime('@deno/*/deno'), ['run', '--allow-net', '--no-prompt']))
    })

    test('in Bun', async () => {
      await hold('bun', inProcess(findRuntime('@oven/bun-*/bin/bun'), ['run']))
    })

    test('in a Worker', async () => {
      const port = await findFreePort()
      writeFileSync(join(dir, 'worker.capnp'), describeWorker(port))
      const worker = spawn(findRuntime('@cloudflare/workerd-*/bin/workerd'), ['serve', join(dir, 'worker.capnp')], {
        stdio: 'inherit',
      })
      try {
        await hold('worker', async (asked) => {
          const ask = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(asked) })
          await waitUntil('workerd listens', () =>
            ask().then(
              ({ ok }) => ok,
              () => false,
            ),
          )
          return (await (await ask()).json()) as RuntimeReport
        })
      } finally {
        worker.kill()
        await once(worker, 'exit')
      }
    })
  }
})

/** Builds the published modules, and programs that use them. */
function build(dir: string): void {
  const tsc = join(repository, 'node_modules/.bin/tsc')
  const project = join(repository, 'packages/client/tsconfig.build.json')
  execFileSync(process.execPath, [tsc, '-p', project, '--outDir', join(dir, 'lib')])
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }')
  // Node has removed the types.
  writeFileSync(join(dir, 'program.js'), `export ${useClient}`)
  writeFileSync(
    join(dir, 'run.js'),
    `import * as client from './lib/index.js'
import { useClient } from './program.js'
console.log(JSON.stringify(await useClient(client, JSON.parse(process.argv[2]))))`,
  )
  // A realm with the Web's APIs and none of Node's.
  writeFileSync(
    join(dir, 'edge.js'),
    `import { readFileSync } from 'node:fs'
import { createContext, SourceTextModule } from 'node:vm'
const names = 'fetch Blob Headers Response URL URLSearchParams AbortController ReadableStream crypto btoa setTimeout clearTimeout'
const context = createContext(Object.fromEntries(names.split(' ').map((name) => [name, globalThis[name]])))
const load = async (file) => {
  const module = new SourceTextModule(readFileSync(new URL(file, import.meta.url), 'utf8'), { context })
  await module.link(() => { throw new Error('It imports something') })
  await module.evaluate()
  return module.namespace
}
const { useClient } = await load('program.js')
console.log(JSON.stringify(await useClient(await load('browser.js'), JSON.parse(process.argv[2]))))`,
  )
  writeFileSync(
    join(dir, 'worker.js'),
    `import * as client from 'browser.js'
import { useClient } from 'program.js'
export default { fetch: async (request) => Response.json(await useClient(client, await request.json())) }`,
  )
}

/** https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function describeWorker(port: number): string {
  const modules = ['worker.js', 'browser.js', 'program.js'].map(
    (name) => `(name = "${name}", esModule = embed "${name}")`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [${modules.join(', ')}], compatibilityDate = "2025-01-01")),
    (name = "internet", network = (allow = ["public", "private"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
`
}

function digest(bytes: number): string {
  const content = new Uint8Array(bytes).map((_, index) => (index * 31) % 251)
  return createHash('sha256').update(content).digest('base64')
}
