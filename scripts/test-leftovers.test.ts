import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { cleanEnvironment } from '../packages/gateway/test/servers/run-signpost.ts'
import { makeTempDir } from '../packages/gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../packages/gateway/test/servers/wait-until.ts'
import { isRunning } from '../packages/gateway/test/servers/worker-processes.ts'
import { skipWithout } from './test-requirements.ts'
import { hanging, killing, passing, spawnRunner, writeTests } from './test-run/sample-tests.ts'

const servers = join(import.meta.dirname, '../packages/gateway/test/servers')
const skipServers = skipWithout('postgresql') || skipWithout('redis-server')

/** Programs in place of servers. */
const programs = "[['sleep', '1000'], ['sh', '-c', 'sleep 1000; sleep 1000']]"
const stubborn = "[['sleep', '1000'], ['sh', '-c', 'trap : TERM; while :; do sleep 1; done']]"

interface End {
  readonly name: string
  /** The test after the one that starts programs. */
  readonly last: string
  readonly signal?: NodeJS.Signals
  readonly started?: string
}

const ends: readonly End[] = [
  { name: 'a file that passes', last: '' },
  { name: 'a file that passes, and whose programs end only by force', last: '', started: stubborn },
  { name: 'a file that is killed', last: killing },
  { name: 'a file that hangs', last: hanging },
  { name: 'Ctrl-C', last: hanging, signal: 'SIGINT' },
  { name: 'SIGTERM', last: hanging, signal: 'SIGTERM' },
  { name: 'SIGKILL of the runner', last: hanging, signal: 'SIGKILL' },
]

describe('leaves no program behind, and no temporary file:', { concurrency: 4 }, () => {
  for (const { name, last, signal, started = programs } of ends) {
    test(name, () =>
      assertNothingIsLeft(
        (list) => `
const { spawn } = await import('node:child_process')
test('starts programs', async () => {
  const children = ${started}.map(([program, ...args]) => spawn(program, args, { stdio: 'ignore' }))
  for (const child of children) child.unref()
  ${writePids(list, 'children.map(({ pid }) => pid)')}
})
${last}`,
        signal,
      ),
    )
  }
})

test('a run ends when the npm process that started it is killed', async () => {
  using dir = makeTempDir()
  const list = join(dir.path, 'pids')
  writeTests(dir.path, {
    'a.test.ts': `test('starts', async () => {${writePids(list, '[process.pid, process.ppid]')}})\n${hanging}`,
  })
  const npm = spawn('npm', ['test', '--', dir.path], {
    cwd: join(import.meta.dirname, '..'),
    env: cleanEnvironment(),
    stdio: 'ignore',
  })
  await waitUntil('the test runs', () => existsSync(list))
  const { pids } = JSON.parse(readFileSync(list, 'utf8')) as { pids: number[] }

  npm.kill('SIGKILL')

  await waitUntil('neither the test nor the runner runs', () => !pids.some(isRunning))
})

test('neither a gateway nor a hanging Redis or PostgreSQL outlives a killed runner', {
  skip: skipServers,
}, async () => {
  await assertNothingIsLeft((list) => serversOf(list) + hanging, 'SIGKILL')
})

/**
 * Runs a test that starts programs and does not end them.
 * @param test returns the test's code; the argument is the file that the test writes its processes and its temporary folder to
 * @param signal the signal for the runner; without one, the test file ends on its own, or because it is silent for too long
 */
async function assertNothingIsLeft(test: (list: string) => string, signal?: NodeJS.Signals): Promise<void> {
  using dir = makeTempDir()
  const list = join(dir.path, 'pids')
  const begun = join(dir.path, 'begun')
  const next = `(await import('node:fs')).writeFileSync('${begun}', '')\n${passing}`
  writeTests(dir.path, { 'a.test.ts': test(list), 'b.test.ts': next })
  const silence = `--silence-seconds=${signal === undefined ? 3 : 100}`
  const child = spawnRunner([dir.path, silence, '--test-concurrency=1'])
  const ended = once(child, 'exit')
  await waitUntil('all programs run', () => existsSync(list))
  const { pids, folder } = JSON.parse(readFileSync(list, 'utf8')) as { pids: number[]; folder: string }

  if (signal !== undefined) child.kill(signal)
  const [code] = await ended

  const codes: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 }
  if (signal !== undefined) assert.equal(code, codes[signal] ?? null)
  assert.ok(pids.length > 1)
  assert.equal(existsSync(begun), signal === undefined, 'a run that was ended starts no further file')
  await waitUntil('no program runs', () => !pids.some(isRunning))
  await waitUntil('no file is left', () => !existsSync(folder))
}

function writePids(list: string, pids: string): string {
  return `
  const { tmpdir } = await import('node:os')
  const { renameSync, writeFileSync } = await import('node:fs')
  writeFileSync('${list}.new', JSON.stringify({ pids: ${pids}, folder: tmpdir() }))
  renameSync('${list}.new', '${list}')`
}

/** A test that starts servers and lets two of them hang. */
function serversOf(list: string): string {
  return `
const { startGateway } = await import('${servers}/gateway-process.ts')
const { startRedis } = await import('${servers}/redis-server.ts')
const { startPostgres } = await import('${servers}/postgres-server.ts')
const { listChildren } = await import('${servers}/worker-processes.ts')
const { makeTempDir } = await import('${servers}/temp-dir.ts')
test('starts servers', async () => {
  const postgres = await startPostgres()
  const redis = await startRedis()
  await startGateway({ dataDir: makeTempDir().path })
  redis.pause()
  postgres.pause()
  ${writePids(list, '[...listChildren(process.pid), ...listChildren(postgres.pid())]')}
})
`
}
