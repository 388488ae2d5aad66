import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { cleanEnvironment, preload, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { isRunning, listChildren } from '../servers/worker-processes.ts'

const env = { SIGNPOST_METRICS: 'off', SIGNPOST_SANDBOX_PORT: '0' }

interface Line {
  readonly level: number
  readonly time: number
  readonly msg: string
  readonly url?: string
}

test('when standard output is not a terminal, serve writes only JSON lines, from the start to the exit', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'warn.mjs')
  writeFileSync(file, `process.on('newListener', (event) => event === 'SIGTERM' && process.emitWarning('careful'))`)
  const warned = { SIGNPOST_RATELIMIT: '5/s', NODE_OPTIONS: preload(pathToFileURL(file).href) }

  const lines = await serve(['--data-dir', dir.path, '--sandbox'], { ...env, ...warned }, (said) =>
    /careful/.test(said),
  )

  const find = (pattern: RegExp) => lines.find(({ msg }) => pattern.test(msg))
  assert.match(find(/^Signpost listens on /)?.url ?? '', /^http:\/\/127\.0\.0\.1:\d+$/)
  for (const pattern of [
    /^Created a new installation in /,
    /^Created a master key: /,
    /did you mean SIGNPOST_RATE_LIMIT\?$/,
  ]) {
    assert.equal(find(pattern)?.level, 30, String(pattern))
  }
  assert.equal(find(/^Warning: careful$/)?.level, 40)
})

test('the reason why serve does not start is also a JSON line, for the configuration and for an option', async () => {
  using dir = makeTempDir()
  const place = ['--data-dir', dir.path]
  for (const [args, problem] of [
    [['--port', 'x'], /^The configuration has a problem:\n/],
    [['--prot', '1'], /^Unknown option '--prot'/],
  ] as const) {
    const lines = await serve([...place, ...args], env)
    assert.equal(lines.find(({ msg }) => problem.test(msg))?.level, 60, JSON.stringify(lines))
  }
})

test('on a terminal, the start message is text', { skip: skipWithout('script') }, async () => {
  using dir = makeTempDir()
  // Without a shell in between, because the signal would end the shell and not the gateway.
  const command = ['exec', process.execPath, signpostBin, 'serve', '--port', '0', '--data-dir', dir.path].join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })

  await waitUntil('the gateway listens', () => said.includes('Signpost listens on'))
  for (const pid of listChildren(child.pid ?? 0)) process.kill(pid, 'SIGTERM')
  await once(child, 'close')

  assert.match(said, /^Signpost listens on http:.*\(data in .*\)\r?$/m)
  assert.doesNotMatch(said, /listening/, 'the message is written once, and not as JSON')
})

test('a gateway ends with its terminal, even when its shell ended a moment before', {
  skip: skipWithout('script'),
}, async () => {
  using dir = makeTempDir()
  const log = join(dir.path, 'log')
  const words = [process.execPath, signpostBin, 'serve', '--port', '0', '--data-dir', dir.path]
  // The shell controls the terminal, so the kernel signals the shell first.
  const terminal = spawn('script', ['-qec', `${words.join(' ')} 2> ${log}; true`, '/dev/null'], {
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  terminal.stdout.on('data', (chunk) => {
    said += chunk
  })
  await waitUntil('the gateway listens', () => said.includes('Signpost listens on'))
  const [shell = 0] = listChildren(terminal.pid ?? 0)
  const [server = 0] = listChildren(shell)

  terminal.kill('SIGSTOP')
  process.kill(shell, 'SIGTERM')
  await waitUntil('the gateway has received SIGHUP', () => readFileSync(log, 'utf8').includes('SIGHUP'))
  assert.ok(isRunning(server), 'the gateway runs while its terminal exists')
  terminal.kill('SIGKILL')

  await waitUntil('the gateway has ended', () => !isRunning(server))
})

test('a gateway that npm started ends when its shell is killed', {
  skip: process.platform !== 'linux',
}, async () => {
  using dir = makeTempDir()
  // npm runs a script like this: a shell waits for its command.
  const shell = spawn(
    'sh',
    ['-c', `"$0" "$@"; true`, process.execPath, signpostBin, 'serve', '--port', '0', '--data-dir', dir.path],
    {
      env: cleanEnvironment({ ...env, npm_lifecycle_event: 'start' }),
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  await once(shell.stdout, 'data')
  const [server = 0] = listChildren(shell.pid ?? 0)

  shell.kill('SIGTERM')

  await waitUntil('the gateway has ended', () => !isRunning(server))
})

/** Runs `serve` until it has said something, or until it ends. @returns the lines that it wrote on both outputs */
async function serve(
  args: readonly string[],
  added: Record<string, string>,
  isEnough = (_: string) => false,
): Promise<Line[]> {
  const child = spawn(process.execPath, [signpostBin, 'serve', '--port', '0', ...args], {
    env: cleanEnvironment(added),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (isEnough(said)) child.kill('SIGTERM')
    })
  }
  await once(child, 'close')
  return said
    .trim()
    .split('\n')
    .map((line) => {
      const parsed = JSON.parse(line) as Line
      assert.deepEqual(
        [typeof parsed.level, typeof parsed.time, typeof parsed.msg],
        ['number', 'number', 'string'],
        line,
      )
      return parsed
    })
}
