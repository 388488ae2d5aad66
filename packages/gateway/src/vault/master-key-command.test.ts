import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateMasterKey, runMasterKeyCommand } from './master-key.ts'

const key = generateMasterKey()
const former = generateMasterKey()

test('the first line is the current key, the other lines are former keys', () => {
  const one = runMasterKeyCommand(node(`console.log('${key.toString('base64')}')`))
  const three = runMasterKeyCommand(
    node(`console.log('${key.toString('hex')}\\n\\n${former.toString('base64url')}\\n')`),
  )

  assert.deepEqual(one, { current: key, previous: [] })
  assert.deepEqual(three, { current: key, previous: [former] })
})

test('the command has our environment and no input', () => {
  process.env.SIGNPOST_TEST_KEY = key.toString('base64')
  try {
    const script = `if (require('fs').readFileSync(0).length === 0) console.log(process.env.SIGNPOST_TEST_KEY)`
    assert.deepEqual(runMasterKeyCommand(node(script)).current, key)
  } finally {
    delete process.env.SIGNPOST_TEST_KEY
  }
})

test('no shell sees the command', () => {
  assert.throws(() => runMasterKeyCommand('echo $(true) ; true'), /echo wrote something other than keys/)
})

for (const { name, script, problem } of [
  { name: 'fails', script: 'process.exit(3)', problem: /ended with 3\./ },
  { name: 'is killed', script: 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9000)', problem: /SIGTERM/ },
  { name: 'writes nothing', script: '', problem: /wrote nothing on standard output\./ },
  { name: 'writes no key', script: 'console.log("secret-word")', problem: /wrote something other than keys/ },
  { name: 'writes without end', script: 'console.log("x".repeat(1e6))', problem: /more than 16 KiB/ },
  { name: 'hangs', script: 'setTimeout(() => {}, 60000)', problem: /took longer than 1 s/ },
]) {
  test(`the error for a command that ${name} names its problem, and repeats neither arguments nor output`, () => {
    const noisy = `console.error('secret-word'); ${script}`

    assert.throws(
      () => runMasterKeyCommand(node(noisy, 'secret-argument'), 1000),
      (error: Error) => {
        assert.match(error.message, /^The master key command \(SIGNPOST_MASTER_KEY_COMMAND\) \S+node /)
        assert.match(error.message, problem)
        assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /secret-/)
        assert.equal(error.cause, undefined)
        return true
      },
    )
  })
}

test('the error for a missing program names it', () => {
  assert.throws(() => runMasterKeyCommand('/no/such/program --flag'), /\/no\/such\/program was not found\./)
  assert.throws(() => runMasterKeyCommand('/tmp'), /\/tmp could not be run: permission denied/)
})

function node(script: string, ...args: string[]): string {
  return [process.execPath, '-e', `'${script.replaceAll("'", `'\\''`)}'`, ...args].join(' ')
}
