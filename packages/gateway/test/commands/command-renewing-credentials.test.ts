import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { sign } from '../samples/sign.ts'
import { createToken, createTokenWithId, revokeToken } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { startKeySources } from '../servers/key-sources.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { scrape } from '../servers/scrape.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path
const dataDir = join(dir, 'data')
const keys = {
  accessKeyId: 'ASIASOURCE',
  secretAccessKey: 'the-secret-of-the-source',
  sessionToken: 'the-session-of-the-source',
  expiresAt: Math.ceil(Date.now() / 1000) * 1000 + 3_600_000,
}
const sources = stack.use(await startKeySources(stack.use(makeTempDir()).path, keys))
const report = join(dir, 'modules')
const gateway = stack.use(
  await startGateway({
    dataDir,
    env: {
      ...sources.env,
      SIGNPOST_BUCKET_CHECK: 'off',
      NODE_OPTIONS: `--import ${new URL('../servers/report-modules.ts', import.meta.url).href}`,
      MODULE_REPORT: report,
    },
  }),
)
const run = (args: string[]) => runSignpost(args, { dataDir, env: sources.env })
const add = ['credential', 'add', 'role', '--unchecked', '--region', 'eu-central-1', '--from']

test('a credential from the web identity signs without any static key', async () => {
  const token = await createToken({ dataDir })
  assert.ok(existsSync(report))
  assert.deepEqual(listSdkLoads(), [], 'without a renewing credential, the SDK is not loaded')

  const { code, stderr, stdout } = await run([...add, 'web-identity', '--session', '1h'])

  assert.equal(code, 0, stderr)
  assert.match(stderr, /Running gateways renew its keys\. The next renewal is at /)
  assert.match(stdout, /^Stored the credential role\. It signs for: every other bucket/)
  const signer = { url: gateway.report.url, token }
  const object = { bucket: 'my-bucket', key_name: 'a.txt' }
  await waitUntil(
    'the gateway signs with the credential',
    async () => (await sign(signer, object).catch(() => undefined)) !== undefined,
  )
  const { searchParams } = new URL((await sign(signer, object)).signedUrl)
  assert.match(searchParams.get('X-Amz-Credential') ?? '', /^ASIASOURCE\//)
  assert.equal(searchParams.get('X-Amz-Security-Token'), keys.sessionToken)
})

test('the gateway renews the credential when it is due, and no file contains the sealed former keys any more', async () => {
  sources.give({ ...keys, accessKeyId: 'ASIANEXT' })

  const former = await makeDue()

  await waitUntil('the credential is renewed', async () => (await list()).includes('ASIANEXT'))
  assert.ok(listSdkLoads().length > 0)
  assert.match(await list(), /web-identity: good/)
  const holders = () => readdirSync(dataDir).filter((name) => readFileSync(join(dataDir, name)).includes(former))
  await waitUntil('no file contains the former keys', () => holders().length === 0)
})

test('credential list, credential test, doctor and the log say why a renewal failed; the metrics count it; none of them has a secret', async () => {
  sources.refuse()
  await makeDue()
  await waitUntil('the renewal has failed', async () => (await list()).includes('failing'))

  const said = [await list(), gateway.logs()]
  for (const command of [['credential', 'test', 'role'], ['doctor']]) {
    const { stdout, stderr } = await run(command)
    said.push(stdout + stderr)
  }
  for (const text of said) assert.match(text, /AWS answers AccessDenied: User is not authorized to perform/)
  assert.match(said.at(-1) ?? '', /warn {2}renewals {7}role: It renews itself from the web identity/)
  const { text: metrics } = await scrape(gateway.report.metrics)
  assert.match(metrics, /^signpost_credential_renewals_total\{result="failed"\} 1$/m)
  assert.match(metrics, /^signpost_credential_renewals_total\{result="renewed"\} 1$/m)
  assert.match(metrics, /^signpost_credentials_not_renewed 1$/m)
  for (const text of [...said, metrics]) assert.doesNotMatch(text, /the-secret|the-session|eyJ/)
})

test('a renewing credential cannot be rotated; credential add says which option is missing or wrong, and which source has no keys', async () => {
  const rotated = await run(['credential', 'rotate', 'role', '--access-key-id', 'AKIA'])
  assert.match(rotated.stderr, /role are renewed from the web identity of the environment/)
  for (const [args, says] of [
    [['credential', 'add', 'x', '--region', 'us-east-1'], /--access-key-id is required, .*; or --from/],
    [['credential', 'add', 'x', '--region', 'us-east-1', '--from', 'ec2'], /must be instance, container, web-identity/],
    [[...add.with(2, 'x'), 'instance', '--external-id', 'tenant'], /--external-id does not go with instance/],
    [[...add.with(2, 'x'), 'instance'], /the role of the EC2 instance returns no keys\. The metadata service/],
  ] as const) {
    const { code, stderr } = await run([...args])
    assert.equal(code, 1)
    assert.match(stderr, says)
  }
  assert.equal(
    (await readSignpost<{ credentials: unknown[] }>(['credential', 'list'], { dataDir })).credentials.length,
    1,
  )
})

/** Lists the modules of the AWS SDK that the gateway has loaded. */
function listSdkLoads(): string[] {
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter((load) => load.includes('/node_modules/@aws-sdk/'))
}

/** Makes the renewal due now, and makes the gateway look for due renewals. @returns the sealed secret before the renewal */
async function makeDue(): Promise<string> {
  const database = await openSqliteDatabase(dataDir)
  let former = ''
  try {
    const [read] = await database.renewals.list()
    assert.ok(read)
    former = read.sealedSecret
    assert.ok(await database.renewals.replace(read, { dueAt: Date.now() }))
  } finally {
    await database.close()
  }
  // The change feed reports the revocation to the gateway, which wakes it.
  const { id } = await createTokenWithId({ dataDir })
  await revokeToken(id, { dataDir })
  return former
}

async function list(): Promise<string> {
  const { stdout, stderr } = await run(['credential', 'list'])
  return stdout + stderr
}
