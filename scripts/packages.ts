import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runProgram } from '../packages/gateway/test/servers/run-program.ts'
import { cleanEnvironment } from '../packages/gateway/test/servers/run-signpost.ts'
import { makeTempDir } from '../packages/gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../packages/gateway/test/servers/wait-until.ts'
import { listChildren } from '../packages/gateway/test/servers/worker-processes.ts'
import { skipWithout } from './test-requirements.ts'

const repository = join(import.meta.dirname, '..')
const bin = join(repository, 'node_modules/.bin')

/** The variables by which npm reaches its registry. All others that a running npm sets are about the repository. */
const registryVariables = ['NODE_EXTRA_CA_CERTS', 'npm_config_registry', 'npm_config_userconfig', 'npm_config_cache']

/** The environment of a user: this Node comes first, and nothing is from the repository. */
const userEnvironment = describeUserEnvironment()

function describeUserEnvironment(): NodeJS.ProcessEnv {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => place !== bin)
  const kept = Object.entries(cleanEnvironment()).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/.test(name))
  const registry = registryVariables.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries([...kept, ...registry]), PATH: [dirname(process.execPath), ...places].join(delimiter) }
}

/** The output of `npm pack --json` for one package. */
interface Packed {
  readonly name: string
  readonly version: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** The content of `lib/` for packages that have more than modules and their types. */
const libFiles: Readonly<Record<string, RegExp>> = {
  '@signpost/dashboard': /^lib\/(index\.html|licenses\.md|assets\/[\w.-]+-[\w-]{8}\.(js|css|svg)(\.gz|\.br)?)$/,
  '@signpost/gateway': /^lib\/gateway\/(licenses\.md|[\w.-]+\.mjs)$/,
}

/** Enough for an installation by npm. */
const timeout = 120_000

// `npm run packages` builds them before.
describe('the packages that are published', { timeout }, () => {
  const dir = makeTempDir()
  const installed = join(dir.path, 'installed')
  let packages: Packed[]

  before(
    () => {
      // Files that a start leaves behind must not get into a package.
      execFileSync(process.execPath, ['packages/gateway/dist/bin/signpost.js', '--version'], {
        cwd: repository,
        stdio: 'pipe',
      })
      const folders = ['presign', 'client', 'dashboard', 'gateway'].map((name) => `./packages/${name}/dist`)
      packages = JSON.parse(npm(['pack', '--json', '--pack-destination', dir.path, ...folders], repository)) as Packed[]
      mkdirSync(installed)
      const tarballs = packages.map(({ filename }) => join(dir.path, filename))
      npm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], installed)
    },
    { timeout },
  )

  after(() => dir[Symbol.dispose]())

  test('contain code, README and licence, but neither tests nor TypeScript nor compiled leftovers', () => {
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['@signpost/presign', '@signpost/client', '@signpost/dashboard', '@signpost/gateway'],
    )
    for (const { name, files } of packages) {
      const paths = files.map(({ path }) => path)
      const lib = libFiles[name] ?? /^lib\/[\w/-]+\.(js|d\.ts)$/
      const allowed = (path: string) =>
        /^(package\.json|README\.md|LICENSE|bin\/signpost\.js)$/.test(path) || lib.test(path)
      assert.deepEqual(
        paths.filter((path) => !allowed(path) || /\.test\./.test(path)),
        [],
        name,
      )
      for (const path of ['README.md', 'LICENSE']) assert.ok(paths.includes(path), `${name}: ${path}`)
    }
  })

  test('do not install development tools', () => {
    const lock = JSON.parse(readFileSync(join(installed, 'package-lock.json'), 'utf8')) as { packages: object }
    const names = Object.keys(lock.packages)

    assert.ok(names.includes('node_modules/fastify'))
    assert.deepEqual(
      // The gateway's files contain typebox.
      names.filter((name) => /^node_modules\/(typescript|knip|@biomejs|playwright|typebox)/.test(name)),
      [],
    )
  })

  test('the presigner can be imported, and signs', () => {
    writeFileSync(
      join(installed, 'sign.mjs'),
      `import { createPresigner } from '@signpost/presign'
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
const presigner = createPresigner({ credentials, region: 'eu-central-1' })
console.log(presigner.presign({ method: 'GET', bucket: 'my-bucket', key: 'a.txt', expiresInSeconds: 60, signedAt: 0 }).url)`,
    )

    const url = execFileSync(process.execPath, ['sign.mjs'], { cwd: installed, encoding: 'utf8', env: userEnvironment })

    assert.match(
      url,
      /^https:\/\/my-bucket\.s3\.eu-central-1\.amazonaws\.com\/a\.txt\?X-Amz-Algorithm=AWS4-HMAC-SHA256/,
    )
  })

  test('the client can be imported, even as one file for pages, and has no dependencies', () => {
    writeFileSync(
      join(installed, 'client.mjs'),
      `import { createSignpost } from '@signpost/client'
import * as browser from '@signpost/client/browser'
import { SignpostUpload } from '@signpost/client/element'
const names = [createSignpost, browser.createSignpost].map((create) => Object.keys(create({ url: 'http://x', token: 't' })).join())
console.log(new Set(names).size, names[0], SignpostUpload.name)`,
    )
    const run = { cwd: installed, encoding: 'utf8', env: userEnvironment } as const
    const manifest = JSON.parse(readFileSync(join(installed, 'node_modules/@signpost/client/package.json'), 'utf8'))

    assert.equal(
      execFileSync(process.execPath, ['client.mjs'], run).trim(),
      '1 upload,download,sign,signMany,stat,list,remove,createClientToken SignpostUpload',
    )
    assert.equal(manifest.dependencies, undefined)
  })

  test('`npx signpost serve --sandbox` runs in an empty folder (with `--text`, because there is no terminal)', {
    skip: skipWithout('curl'),
  }, async () => {
    const { output, end } = startNpx(['signpost', 'serve', '--sandbox', '--text'], installed)
    try {
      await waitUntil('the gateway has started', () => /signpost token create my-app.*\n$/s.test(output()))
      const [upload = '', download = ''] = output().match(/^curl .*$/gm) ?? []

      assert.equal((await runProgram('bash', ['-c', upload], installed)).trim(), '200')
      const downloaded = await runProgram('bash', ['-c', download], installed)

      assert.equal(downloaded, readFileSync(join(installed, 'signpost-data/sandbox/hello.txt'), 'utf8'))
      const url = /Signpost listens on (\S+)/.exec(output())?.[1]
      for (const path of ['docs', 'client.js', 'element.js', 'dashboard']) {
        assert.equal((await fetch(`${url}/${path}`)).status, 200, path)
      }
    } finally {
      await end()
    }
    assert.doesNotMatch(output(), /ended by force|Error/)

    // The thread of `backup` is a separate file.
    const backup = execFileSync('npx', ['signpost', 'backup', 'copy.db', '--json'], {
      cwd: installed,
      env: userEnvironment,
      stdio: 'pipe',
    })
    assert.equal(JSON.parse(backup.toString()).file, join(installed, 'copy.db'))
  })
})

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args], {
    cwd,
    env: userEnvironment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts a command with npx. */
function startNpx(command: readonly string[], cwd: string) {
  const ports = { SIGNPOST_PORT: '0', SIGNPOST_SANDBOX_PORT: '0', SIGNPOST_METRICS_PORT: '0' }
  const child: ChildProcess = spawn('npx', [...command], { cwd, env: { ...userEnvironment, ...ports } })
  const exited = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  return {
    output: () => output,
    /** Ends the command like Ctrl-C, which reaches all of its processes, and waits until they have ended. */
    async end(): Promise<void> {
      for (const pid of listDescendants(child.pid ?? 0)) process.kill(pid, 'SIGINT')
      await exited
    },
  }
}

/** A process and all of its descendants. */
function listDescendants(pid: number): number[] {
  return [pid, ...listChildren(pid).flatMap(listDescendants)]
}
