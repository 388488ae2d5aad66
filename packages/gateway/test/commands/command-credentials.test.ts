import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { ask, beRefused, sign } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

/** No name under `.invalid` ever resolves (RFC 2606), so nothing leaves this machine. */
const endpoint = 'https://s3.store.invalid'
const required = [
  '--access-key-id',
  'AKIDEXAMPLE',
  '--region',
  'eu-central-1',
  '--endpoint',
  endpoint,
  '--addressing',
  'path',
]

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const { token } = await readSignpost<{ token: string }>(['token', 'create', 'test'], { dataDir })
// The test cleans up through a connection of its own.
const database = stack.adopt(await openSqliteDatabase(dataDir), (opened) => opened.close())
const signer = { url: gateway.report.url, token }
const object = { bucket: 'my-bucket', key_name: 'a.txt' }

interface Listed {
  readonly id: string
  readonly name: string
  readonly accessKeyId: string
  readonly isDefault: boolean
  readonly bucketPatterns: readonly string[]
}

interface Refusal {
  readonly error: { readonly details: { readonly parameter: string; readonly message: string }[] }
}

afterEach(async () => {
  const account = await database.accounts.findByName('default')
  for (const { accountId, name } of await database.credentials.list(account?.id ?? '')) {
    await database.credentials.remove(accountId, name)
  }
})

test('a running gateway signs with a credential that a command adds, until a command removes it', async () => {
  assert.equal((await beRefused(signer, object)).code, 'no_credential')

  const added = await readSignpost<Listed>(['credential', 'add', 'env', '--unchecked', ...required], {
    dataDir,
    env: { SIGNPOST_SECRET_ACCESS_KEY: 'a-secret' },
  })

  assert.deepEqual([added.name, added.bucketPatterns, added.isDefault], ['env', [], true])
  await untilStatus(200)
  const [listed] = await list()
  assert.equal(listed?.id, added.id)
  assert.equal(listed?.accessKeyId, 'AKIDEXAMPLE')
  assert.ok(!('sealedSecret' in (listed ?? {})))

  await readSignpost(['credential', 'remove', 'env', '--yes'], { dataDir })

  await untilStatus(403)
  assert.deepEqual(await list(), [])
})

for (const { source, options } of [
  { source: 'standard input, without the line break at its end', options: { input: 'the-secret\r\n' } },
  { source: 'the environment', options: { env: { SIGNPOST_SECRET_ACCESS_KEY: 'the-secret' } } },
]) {
  test(`the secret is read from ${source}`, async () => {
    await readSignpost(['credential', 'add', 'one', '--unchecked', ...required], { dataDir, ...options })
    await untilStatus(200)

    const { signedUrl, expiresAt } = await sign(signer, object)

    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the-secret' }
    const expected = createPresigner({ credentials, region: 'eu-central-1', endpoint, addressing: 'path' }).presign({
      method: 'GET',
      bucket: object.bucket,
      key: object.key_name,
      expiresInSeconds: 300,
      signedAt: Date.parse(expiresAt) - 300_000,
    })
    assert.equal(signedUrl, expected.url)
  })
}

test('without a secret, nothing is stored', async () => {
  const { code, stdout, stderr } = await runSignpost(['credential', 'add', 'none', '--unchecked', ...required], {
    dataDir,
    input: '\n',
  })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /^signpost: No secret was given: set SIGNPOST_SECRET_ACCESS_KEY/)
  assert.deepEqual(await list(), [])
})

test('a name can be used only once, and the credential added with --default becomes the default', async () => {
  const secret = { dataDir, input: 'a-secret' }
  await readSignpost(['credential', 'add', 'one', '--unchecked', ...required], secret)
  await readSignpost(['credential', 'add', 'two', '--unchecked', ...required, '--default'], secret)
  const again = await runSignpost(['credential', 'add', 'one', '--unchecked', ...required], secret)

  assert.equal(again.code, 1)
  assert.match(again.stderr, /There is a credential one already/)
  const listed = await list()
  assert.deepEqual(
    listed.map(({ name, isDefault }) => [name, isDefault]),
    [
      ['one', false],
      ['two', true],
    ],
  )
  const third = await runSignpost(['credential', 'add', 'three', '--unchecked', ...required], secret)
  assert.match(third.stderr, /signs only requests that name it/)
})

test('credential add refuses every invalid value, and says of each what is wrong', async () => {
  const wrong = [
    { option: '--region', value: 'eu/central', message: /lowercase letters, digits and inner hyphens/ },
    { option: '--endpoint', value: 'https://a.example/b', message: /must not contain a path/ },
    { option: '--endpoint', value: 'https://u:pw@a.example', message: /user name or password/ },
    { option: '--access-key-id', value: 'A B', message: /ASCII characters/ },
    { option: '--bucket', value: 'a*b', message: /at its end/ },
    { option: '--signature-version', value: 'v3', message: /v4, v2/ },
    { option: '--addressing', value: 'both', message: /virtual, path/ },
  ]
  const args = ['credential', 'add', 'bad', '--unchecked', ...wrong.flatMap(({ option, value }) => [option, value])]
  const { code, stdout, stderr } = await runSignpost([...args, '--json'], { dataDir, input: 'a-secret' })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  const { details } = (JSON.parse(stderr) as Refusal).error
  assert.deepEqual(
    details.map(({ parameter }) => parameter),
    wrong.map(({ option }) => option),
  )
  for (const [index, { message }] of wrong.entries()) assert.match(details[index]?.message ?? '', message)
  assert.doesNotMatch(stderr, /a-secret|u:pw/)
})

test('without an endpoint, a region that AWS does not have is refused', async () => {
  const args = ['credential', 'add', 'bad', '--unchecked', '--access-key-id', 'AKID', '--region', 'nowhere']

  const { code, stderr } = await runSignpost(args, { dataDir, input: 'a-secret' })

  assert.equal(code, 1)
  assert.match(stderr, /must be a region of AWS/)
})

test('removing an unknown credential fails', async () => {
  const { code, stdout, stderr } = await runSignpost(['credential', 'remove', 'nobody', '--json'], { dataDir })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.match(stderr, /"code":"credential_not_found","message":"There is no credential nobody/)
})

async function list(): Promise<readonly Listed[]> {
  const page = await readSignpost<{ credentials: Listed[] }>(['credential', 'list'], { dataDir })
  return page.credentials
}

function untilStatus(status: number): Promise<void> {
  return waitUntil(`the gateway answers with ${status}`, async () => (await ask(signer, object)).status === status)
}
