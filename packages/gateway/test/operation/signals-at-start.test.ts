import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { findFreePort } from '../servers/free-port.ts'
import { cleanEnvironment, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

for (const workers of ['1', '2']) {
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    test(`${signal} at the first moment that anything listens is handled, with workers=${workers}`, async () => {
      using dir = makeTempDir()
      const metricsPort = await findFreePort()
      await using gateway = serve(['--workers', workers, '--data-dir', dir.path], metricsPort)
      // The metrics listen before the gateway, and so before its workers.
      await waitUntil('the metrics listen', () => isListening(metricsPort))

      gateway.kill(signal)
      if (signal === 'SIGHUP') {
        await waitUntil('the gateway listens', () => gateway.said().endsWith('\n'))
        const result = workers === '1' ? 'SIGHUP restarts workers, but there are none' : 'all workers are replaced'
        await waitUntil('the log says what became of it', () => gateway.logs().includes(result))
        gateway.kill('SIGTERM')
      }

      assert.deepEqual(await gateway.closed, [0, null], gateway.logs())
      assert.doesNotMatch(gateway.logs(), /ended with/)
    })
  }
}

test('a gateway serves with a V8 whose flags are frozen', async () => {
  using dir = makeTempDir()
  await using gateway = serve(['--data-dir', dir.path], 0, ['--freeze-flags-after-init'])

  await Promise.race([waitUntil('the gateway listens', () => gateway.said().endsWith('\n')), gateway.closed])
  gateway.kill('SIGTERM')

  assert.deepEqual(await gateway.closed, [0, null], gateway.logs())
})

/** Starts `serve`, and does not wait until it is ready. */
function serve(args: readonly string[], metricsPort: number, nodeOptions: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeOptions, signpostBin, 'serve', '--json', '--port', '0', ...args], {
    env: cleanEnvironment({ SIGNPOST_METRICS_PORT: String(metricsPort) }),
  })
  let [said, logs] = ['', '']
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    logs += chunk
  })
  const closed = once(child, 'close')
  return {
    ...{ closed, said: () => said, logs: () => logs, kill: (signal: NodeJS.Signals) => child.kill(signal) },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
