import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createShutdown } from './shutdown.ts'

test('steps run in turn, the last one first, and all of them even when some fail', async () => {
  const done: string[] = []
  const shutdown = createShutdown(assert.fail)
  for (const name of ['database', 'sandbox', 'gateway']) {
    shutdown.add(name, async () => {
      done.push(name)
      if (name !== 'sandbox') throw new Error(`${name} failed`)
    })
  }

  await assert.rejects(shutdown.run(), { message: 'gateway failed; database failed' })

  assert.deepEqual(done, ['gateway', 'sandbox', 'database'])
  await assert.rejects(shutdown.run(), { message: 'gateway failed; database failed' })
  assert.equal(done.length, 3, 'once')
})

for (const { name, step, code, complaint } of [
  { name: 'all goes well', step: 'async () => {}', code: 0, complaint: '' },
  {
    name: 'a step fails',
    step: `async () => { throw new Error('2 answers were cut off') }`,
    code: 1,
    complaint: '2 answers were cut off',
  },
  {
    name: 'a step hangs, which is named',
    step: `(waitFor) => { waitFor('the audit log to be written'); return new Promise(() => {}) }`,
    code: 1,
    complaint: 'ended by force after 0.3 s; it waited for the audit log to be written',
  },
]) {
  test(`on a signal the process ends with ${code} when ${name}`, async () => {
    const script = `
      import { createShutdown } from ${JSON.stringify(new URL('shutdown.ts', import.meta.url))}
      const shutdown = createShutdown((text) => process.stderr.write(text), 300)
      shutdown.add('the gateway to drain', ${step})
      shutdown.runOnSignal()
      setInterval(() => {}, 1000)
      process.stdout.write('ready')`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    await once(child.stdout, 'data')

    child.kill('SIGTERM')
    const [[exitCode], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)])

    assert.deepEqual({ exitCode, stderr }, { exitCode: code, stderr: complaint })
  })
}
