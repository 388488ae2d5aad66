import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { type HumanGatewayProcess, startGateway, startHumanGateway } from '../servers/gateway-process.ts'
import { runProgram } from '../servers/run-program.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

const skip = skipWithout('curl')

test('first run: the two printed commands upload and download, and do so again after a restart', { skip }, async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost-data/sandbox/hello.txt')
  let port: string
  let commands: string[]
  let content: string
  {
    await using gateway = await startHumanGateway({ cwd: dir.path, args: ['--sandbox'] })
    commands = readPrintedCommands(gateway)
    port = new URL(commands[0]?.match(/http:[^']+/)?.[0] ?? '').port

    content = await pasteCommands(commands, dir.path, file)
    assert.match(gateway.stdout(), /SANDBOX/)
    assert.deepEqual(await gateway.stop('SIGINT'), { code: 0, signal: null })
  }

  await using again = await startHumanGateway({ cwd: dir.path, args: ['--sandbox', '--port', port] })

  assert.deepEqual(readPrintedCommands(again), commands)
  assert.equal(await pasteDownload(commands, dir.path), content, 'the first upload is still there')
  await pasteCommands(commands, dir.path, file)
})

test('the first run makes the data directory, the master key and the sandbox token readable only by their owner', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  await using gateway = await startGateway({ dataDir, args: ['--sandbox'] })

  assert.equal(gateway.report.dataDir, dataDir)
  for (const name of ['master.key', 'sandbox/token']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, name)
  }
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
  await waitUntil('the new master key is logged', () => /Created a master key: .*master\.key/.test(gateway.logs()))
})

test('a revoked sandbox token is replaced at the next start', async () => {
  using dir = makeTempDir()
  let first: string | undefined
  {
    await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
    first = gateway.report.sandbox?.token
  }
  const { tokens } = await readSignpost<{ tokens: { id: string }[] }>(['token', 'list'], { dataDir: dir.path })
  await readSignpost(['token', 'revoke', tokens[0]?.id ?? '', '--yes'], { dataDir: dir.path })

  await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })

  assert.notEqual(gateway.report.sandbox?.token, first)
  await sign({ url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }, object)
})

test('without --sandbox, no sandbox starts, and the start message says that no credential is stored', async () => {
  using dir = makeTempDir()
  await using gateway = await startHumanGateway({ dataDir: dir.path })

  assert.match(gateway.stdout(), /No credential is stored yet/)
  assert.doesNotMatch(gateway.stdout(), /sandbox/i)
  assert.equal(existsSync(join(dir.path, 'sandbox')), false)
})

test('the sandbox token never signs with a real credential, and the next start removes the sandbox', async () => {
  using dir = makeTempDir()
  {
    await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
    const sandbox = gateway.report.sandbox
    assert.ok(sandbox)
    const signer = { url: gateway.report.url, token: sandbox.token }
    const owner = await readSignpost<{ token: string }>(['token', 'create', 'owner'], { dataDir: dir.path })
    await addRealCredential(dir.path)
    await waitUntil('the real credential signs', async () =>
      (await sign({ ...signer, token: owner.token }, object)).signedUrl.includes('store.invalid'),
    )

    const { signedUrl } = await sign(signer, object)

    assert.ok(signedUrl.startsWith(`${sandbox.endpoint}/`), signedUrl)
    await gateway.stop()
  }
  const token = readFileSync(join(dir.path, 'sandbox/token'), 'utf8').trim()

  await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })

  assert.equal(gateway.report.sandbox, undefined)
  const reason = 'A real credential is stored, so the sandbox is not started'
  await waitUntil('the reason is logged', () => gateway.logs().includes(reason))
  assert.equal(existsSync(join(dir.path, 'sandbox/token')), false)
  assert.equal((await beRefused({ url: gateway.report.url, token }, object)).code, 'token_unknown')
  const { credentials } = await readSignpost<{ credentials: { name: string }[] }>(['credential', 'list'], {
    dataDir: dir.path,
  })
  assert.deepEqual(
    credentials.map(({ name }) => name),
    ['real'],
  )
})

test('one Ctrl-C is enough, even while clients keep their connections open', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
  // fetch keeps the connection open.
  await waitUntilReady(gateway.report.url)
  assert.ok(gateway.report.sandbox)
  await fetch(gateway.report.sandbox.endpoint)

  assert.deepEqual(await gateway.stop('SIGINT'), { code: 0, signal: null })
})

/** No name under `.invalid` ever resolves (RFC 2606), so nothing leaves this machine. */
const realStore = 'https://s3.store.invalid'

const object = { bucket: 'my-bucket', key_name: 'hello.txt' }

function readPrintedCommands(gateway: HumanGatewayProcess): string[] {
  const commands = gateway.stdout().match(/^curl .*$/gm) ?? []
  assert.equal(commands.length, 2, gateway.stdout())
  return commands
}

/** Runs both commands. @returns the content that was uploaded and downloaded again */
async function pasteCommands(commands: readonly string[], cwd: string, file: string): Promise<string> {
  const content = `Hello again, ${crypto.randomUUID()}\n`
  writeFileSync(file, content)

  assert.equal((await runProgram('bash', ['-c', commands[0] ?? ''], cwd)).trim(), '200')
  assert.equal(await pasteDownload(commands, cwd), content)
  return content
}

/** Runs the download command, and checks that the file has the printed content. @returns this content */
async function pasteDownload(commands: readonly string[], cwd: string): Promise<string> {
  const printed = await runProgram('bash', ['-c', commands[1] ?? ''], cwd)
  assert.equal(readFileSync(join(cwd, 'hello.txt'), 'utf8'), printed)
  return printed
}

async function addRealCredential(dataDir: string): Promise<void> {
  const { code, stderr } = await runSignpost(
    [
      'credential',
      'add',
      'real',
      '--unchecked',
      '--access-key-id',
      'AKID',
      '--region',
      'eu-central-1',
      '--endpoint',
      realStore,
    ],
    { dataDir, input: 'a-real-secret' },
  )
  assert.equal(code, 0, stderr)
}

test('without --sandbox, the token of a former sandbox signs nothing, because nothing listens at its endpoint', async () => {
  using dir = makeTempDir()
  const started = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
  const token = started.report.sandbox?.token ?? ''
  await started.stop()
  await using gateway = await startGateway({ dataDir: dir.path })

  const refusal = await beRefused({ url: gateway.report.url, token }, object)

  assert.equal(refusal.code, 'no_credential')
})
