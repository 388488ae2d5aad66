import assert from 'node:assert/strict'
import {
  chownSync,
  constants,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sign } from '../../packages/gateway/test/samples/sign.ts'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { copyContext, isInContext } from './build-context.ts'
import { type Container, findIsolationProblem, startContained } from './container.ts'
import { buildImage, type Image } from './image-build.ts'

const repository = join(import.meta.dirname, '../..')
const dockerfile = join(repository, 'deploy/Dockerfile')
const ignoreFile = `${dockerfile}.dockerignore`

/** Two installations by npm, the compiler and a first start take half a minute when nothing else runs. */
const timeout = 240_000

describe('the image that deploy/Dockerfile describes', { skip: findIsolationProblem(), timeout }, () => {
  const folder = mkdtempSync(join(chooseFastDisk(), 'signpost-image-'))
  let image: Image
  let container: Container
  let url: string

  before(
    async () => {
      copyContext(repository, ignoreFile, join(folder, 'context'))
      image = await buildImage(dockerfile, join(folder, 'context'), join(folder, 'stages'))
      ;({ container, url } = await start(image, folder))
    },
    { timeout },
  )

  after(() => container?.stop('SIGKILL'))
  // Also when a step took too long: it is memory that this takes.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

  test('runs as process 1, without rights, on a file system that it cannot write to', async () => {
    const { output } = await container.execute(['cat', '/proc/1/cmdline', '/proc/1/status'])

    assert.equal(output.split('\0').slice(0, 3).join(' '), 'node /app/packages/gateway/bin/signpost.js serve')
    assert.match(output, /^NoNewPrivs:\t1$/m)
    assert.match(output, /^CapEff:\t0000000000000000$/m)
    assert.match(output, /^Uid:\t1000\t1000\t1000\t1000$/m)
    for (const place of ['/app/x', '/etc/signpost/x', '/x']) {
      assert.match((await container.execute(['touch', place])).output, /Read-only file system/)
    }
  })

  test('starts with the code that its first start compiled', async () => {
    const { code, output } = await container.execute(['signpost', '--version'], { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' })

    assert.equal(code, 0)
    assert.match(output, /cache for .*lib\/cli\/main\.js was accepted/)
    assert.doesNotMatch(output, /was (rejected|not found)|cache for .* does not exist/)
  })

  test('names the ports that its gateway listens on', () => {
    const { env, ports } = image.config

    assert.deepEqual(ports, [Number(env.SIGNPOST_PORT), Number(env.SIGNPOST_METRICS_PORT)])
  })

  test('is healthy while the gateway answers, and not when nobody does', async () => {
    const { healthCheck } = image.config

    assert.deepEqual(await container.execute(healthCheck), { code: 0, output: '' })
    assert.deepEqual(await container.execute(healthCheck, { SIGNPOST_PORT: '1' }), { code: 1, output: '' })
    assert.equal((await fetch(`${url}/readyz`)).status, 200)
  })

  test('shows its metrics on a listener of their own', async () => {
    const [, metrics = ''] = /^Metrics are on (\S+)$/m.exec(container.output()) ?? []

    assert.match(await (await fetch(metrics)).text(), /^signpost_build_info\{.*version="\d.*\} 1$/m)
  })

  test('stores a credential, makes a token and signs', async () => {
    const add = 'signpost credential add aws --access-key-id AKIAIOSFODNN7EXAMPLE --region eu-central-1'
    const added = await container.execute(add.split(' '), { SIGNPOST_SECRET_ACCESS_KEY: 'an-example-of-a-secret' })
    assert.equal(added.code, 0, added.output)
    const made = await container.execute(['sh', '-c', 'signpost token create app --json 2>/tmp/shown'])
    const { token } = JSON.parse(made.output) as { token: string }

    const { signedUrl } = await sign({ url, token }, { bucket: 'my-bucket', key_name: 'a.txt', type: 'upload' })

    assert.match(signedUrl, /^https:\/\/my-bucket\.s3\.eu-central-1\.amazonaws\.com\/a\.txt\?X-Amz-Algorithm=/)
  })

  test('holds no tests, no TypeScript and no tools of ours', () => {
    const names = globSync('{packages,node_modules/{typescript,knip,node,@biomejs}}/**', {
      cwd: join(image.root, 'app'),
    })

    assert.deepEqual(
      names.filter((name) =>
        /(?<!\.d)\.ts$|\/test\/|\.test\.|signpost-data|node_modules\/(typescript|knip|node|@biomejs)/.test(name),
      ),
      [],
    )
    assert.ok(names.includes('packages/gateway/lib/cli/main.js'))
  })

  test('has nothing in /app that its user could change', () => {
    const entries = globSync('{.,**/*,**/.*,**/.*/**}', { cwd: join(image.root, 'app') })
    assert.ok(entries.some((name) => name.startsWith('packages/gateway/.compile-cache/')))

    const changeable = entries.filter((name) => {
      const { uid, gid, mode } = lstatSync(join(image.root, 'app', name))
      const isOpen = (mode & 0o002) !== 0 || (gid !== 0 && (mode & 0o020) !== 0)
      // Whatever a link's mode says, only the owner of its folder can change it.
      return uid !== 0 || (isOpen && (mode & constants.S_IFMT) !== constants.S_IFLNK)
    })
    assert.deepEqual(changeable, [])
  })

  test('ends with 0 when Docker asks it to', async () => {
    assert.equal(await container.stop(image.config.stopSignal as NodeJS.Signals), 0, container.output())
  })
})

test('the base image has the version of Node that the tests run on', () => {
  const version = readManifest('package.json').devDependencies?.node ?? ''
  const [, tag] = /^ARG NODE_IMAGE=node:(\S+)-slim$/m.exec(readFileSync(dockerfile, 'utf8')) ?? []

  assert.equal(tag, version.split('.').slice(0, 2).join('.'))
})

test('the label has the version of the gateway', () => {
  const [, version] = /^ARG VERSION=(\S+)$/m.exec(readFileSync(dockerfile, 'utf8')) ?? []

  assert.equal(version, readManifest('packages/gateway/package.json').version)
})

test('the builder is sent nothing but what the image is made from', () => {
  const text = readFileSync(ignoreFile, 'utf8')

  for (const path of ['package.json', 'packages/gateway/src/cli/main.ts', 'packages/presign/README.md']) {
    assert.equal(isInContext(text, path), true, path)
  }
  for (const path of [
    'signpost-data/master.key',
    'packages/gateway/signpost-data/master.key',
    '.env',
    'packages/gateway/.env',
    '.git/config',
    'deploy/secrets/master-key',
    'node_modules/pg/package.json',
    'packages/gateway/dist/lib/cli/main.js',
    'packages/gateway/.compile-cache/x',
    'packages/gateway/src/core/nearest.test.ts',
    'packages/gateway/test/sign.ts',
  ]) {
    assert.equal(isInContext(text, path), false, path)
  }
})

/** Three stages are tens of thousands of small files: in memory they take a sixth of the time. */
function chooseFastDisk(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 * 1024 ** 3 ? memory : tmpdir()
}

function readManifest(path: string): { version: string; devDependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(repository, path), 'utf8'))
}

/** As `docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -v data:/data` does. */
async function start({ config, ...root }: Image, folder: string): Promise<{ container: Container; url: string }> {
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const [uid = 0, gid = 0] = (config.user ?? '').split(':').map(Number)
  chownSync(data, uid, gid)
  const port = String(await findFreePort())
  // The network is this machine's, so nothing of it is opened to others.
  const place = {
    SIGNPOST_HOST: '127.0.0.1',
    SIGNPOST_PORT: port,
    SIGNPOST_METRICS_PORT: '0',
    SIGNPOST_BUCKET_CHECK: 'off',
  }
  const container = startContained(root, [...config.entrypoint, ...config.command], {
    env: { ...config.env, ...place, SIGNPOST_METRICS_HOST: '127.0.0.1' },
    cwd: config.cwd,
    user: config.user,
    isLockedDown: true,
    mounts: config.volumes.map((target) => ({ source: data, target })),
  })
  await waitUntil('the gateway listens', () => {
    if (container.hasEnded()) throw new Error(container.output())
    return container.output().includes('Signpost listens on')
  })
  return { container, url: `http://127.0.0.1:${port}` }
}
