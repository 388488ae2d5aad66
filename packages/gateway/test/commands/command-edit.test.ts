import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ask } from '../samples/sign.ts'
import { createTokenWithId, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir }, { bucketPatterns: ['my-bucket'] })
const { id, token } = await createTokenWithId({ dataDir }, { rate: '5/s' })
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const signer = { url: gateway.report.url, token }
const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const run = (...args: string[]) => runSignpost(args, { dataDir })

test('token set prints what it changed, and a running gateway soon enforces it', async () => {
  assert.equal((await ask(signer, object)).status, 200)

  const { stdout } = await run('token', 'set', id, '--allow', 'upload:my-bucket/*', '--max-bytes', '5MB', '--no-rate')

  assert.deepEqual(stdout.split('\n'), [
    'Changed the token test:',
    '  rate: 5/s → none',
    '  may sign: none → upload:my-bucket/*',
    '  maximum upload size: none → 5MB',
    '',
  ])
  await waitUntil('the gateway refuses the request', async () => (await ask(signer, object)).status === 403)
  const shown = await run('token', 'show', id)
  assert.match(shown.stdout, /^state +active$/m)
  assert.match(shown.stdout, /^may sign +upload:my-bucket\/\*$/m)
  assert.match(shown.stdout, /^maximum upload size +5MB$/m)
  const listed = await run('token', 'list')
  assert.match(listed.stdout, / test +active +upload:my-bucket\/\*; up to 5MB +\d{4}-/)
})

test('credential set prints each change, or that nothing changed; credential show shows the new value', async () => {
  const set = await run('credential', 'set', 'aws', '--region', 'eu-west-1', '--no-bucket', '--default', '--unchecked')
  const shown = await run('credential', 'show', 'aws')

  assert.match(set.stdout, /^Changed the credential aws:$/m)
  for (const line of ['region: eu-central-1 → eu-west-1', 'buckets: my-bucket → none', 'default: no → yes']) {
    assert.ok(set.stdout.includes(`  ${line}\n`), set.stdout + set.stderr)
  }
  assert.match(shown.stdout, /^region +eu-west-1$/m)
  const nothing = await run('credential', 'set', 'aws', '--region', 'eu-west-1', '--unchecked')
  assert.equal(nothing.stdout, 'Nothing was changed: the credential aws has these values already.\n')
})

test('a script with --if-absent and --json-input can run twice: the second run finds the existing entries', async () => {
  const credential = { region: 'eu-central-1', accessKeyId: 'AKID', secretAccessKey: 'a-secret', unchecked: true }
  const add = (region: string) => {
    const input = JSON.stringify({ ...credential, region })
    return runSignpost(['credential', 'add', 'b', '--if-absent', '--json-input', '-', '--json'], { dataDir, input })
  }
  const create = () =>
    readSignpost<{ isNew: boolean; token?: string }>(['token', 'create', 'b', '--if-absent'], { dataDir })

  const [first, again] = [await add('eu-central-1'), await add('us-east-1')]
  const [made, there] = [await create(), await create()]

  assert.deepEqual([first.code, JSON.parse(first.stdout).isNew], [0, true])
  assert.deepEqual([again.code, JSON.parse(again.stdout).isNew], [0, false])
  assert.match(again.stderr, /differs from the options in: region\./)
  assert.deepEqual([made.isNew, there.isNew, there.token], [true, false, undefined])
})

test('without --unchecked, a credential whose store does not answer is not stored', async () => {
  const args = [
    'credential',
    'add',
    'c',
    '--access-key-id',
    'A',
    '--region',
    'x',
    '--endpoint',
    'https://s3.store.invalid',
  ]
  const refused = await runSignpost(args, { dataDir, input: 'a-secret' })

  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /^signpost: Nothing was stored\. .* \(--unchecked stores it without asking\.\)$/m)
})
