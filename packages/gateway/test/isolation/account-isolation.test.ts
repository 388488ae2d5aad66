import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listCommands } from '../../src/cli/help-examples.ts'
import { loadProgram } from '../../src/cli/program.ts'
import { actions } from '../../src/core/actions.ts'
import type { MultipartUpload } from '../../src/core/model.ts'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { mergeInput } from '../../src/operations/operation.ts'
import { operations } from '../../src/operations/registry.ts'
import { signedUrl } from '../../src/operations/signed-url.ts'
import type { Params } from '../samples/document-operations.ts'
import { sampleUpload } from '../samples/samples.ts'
import { fillIn, sendParams } from '../samples/send-params.ts'
import { createAccount, createTokenWithId, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { type RunResult, readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { answerAnything, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

// Two accounts share one gateway. `mine` tries to reach everything that belongs to `theirs`.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const secret = { dataDir, env: { SIGNPOST_SECRET_ACCESS_KEY: 'a-secret' } }
const place = ['--region', 'eu-central-1', '--endpoint', 'https://s3.store.invalid']

// This store has every bucket and every object. The access key of each request shows which account sent it.
const store = stack.adopt(await startScriptedS3(answerAnything()), (server) => server.close())
for (const account of ['mine', 'theirs']) await createAccount(account, { dataDir })
const mine = await fill('mine', 'AKIDMINE', 'my-own')
const theirs = await fill('theirs', 'AKIDTHEIRS', 'their-own')
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
await ask(theirs.token, { bucket: 'their-bucket', key_name: 'their-key' })
const database = stack.adopt(await openSqliteDatabase(dataDir), (opened) => opened.close())
const theirAccount = await database.accounts.findByName('theirs')
await waitUntil('their event is in the audit log', async () => {
  const [event] = await database.audit.list({ accountId: theirAccount?.id, order: 'newest', limit: 1 })
  return event?.key === 'their-key'
})
const theirThings = { ...theirs, uploadId: await registerUpload('theirs', {}) }
const before = await snapshot()
// Drops the requests of the setup.
store.requests.length = 0

/** Names something that belongs to `theirs`, or something that nobody has. */
interface Thing {
  readonly credential: string
  readonly tokenId: string
  readonly uploadId: string
}

const page = ['--bucket', 'their-bucket', '--origin', 'https://app.example.com']

/** The arguments that aim each command of an account at another account's things. A test checks that no command is missing. */
const attempts: Readonly<Record<string, (thing: Thing) => readonly string[]>> = {
  'credential show': ({ credential }) => [credential],
  'credential set': ({ credential }) => [credential, '--region', 'us-east-1', '--unchecked'],
  'credential test': ({ credential }) => [credential],
  'credential rename': ({ credential }) => [credential, 'mine-now'],
  'credential rotate': ({ credential }) => [credential, '--access-key-id', 'AKIDNEW', '--force'],
  'credential remove': ({ credential }) => [credential, '--yes'],
  'credential list': () => [],
  'cors check': ({ credential }) => [credential, ...page],
  'cors set': ({ credential }) => [credential, ...page, '--yes'],
  'token show': ({ tokenId }) => [tokenId],
  'token set': ({ tokenId }) => [tokenId, '--no-allow'],
  'token revoke': ({ tokenId }) => [tokenId, '--yes'],
  'token list': () => [],
  'token check': ({ tokenId }) => ['upload:their-bucket/their-key', '--id', tokenId],
  'credential policy': ({ credential }) => [credential],
  'upload list': () => [],
  'upload show': ({ uploadId }) => [uploadId],
  'upload abort': ({ uploadId }) => [uploadId, '--yes'],
  'audit statistics': () => [],
  'audit list': ({ tokenId }) => ['--token', tokenId],
  'audit export': ({ tokenId }) => ['--token', tokenId, '--format', 'ndjson'],
}

/** In these commands, --account names the account of an administrator, not the account whose things they reach. */
const ofOwners: readonly string[] = ['admin invite', 'admin set']

/** These commands create something new. It must not matter to them that another account uses the same name. */
const makers: Readonly<Record<string, readonly string[]>> = {
  'credential add': [theirs.credential, '--unchecked', '--access-key-id', 'AKIDSAME', ...place],
  'token create': [theirs.tokenName],
}

for (const [command, describe] of Object.entries(attempts)) {
  test(`${command}: the outcome is the same for their things and for things that nobody has`, async () => {
    const zeros = '0'.repeat(24)
    const nobodys = { credential: 'nobodys-own', tokenId: `tok_${zeros}`, uploadId: `upl_${zeros}` }
    const words = command.split(' ')

    const [tried, expected] = await Promise.all(
      [theirThings, nobodys].map((thing) => run([...words, ...describe(thing), '--account', 'mine'])),
    )
    assert.ok(tried !== undefined && expected !== undefined)

    assert.deepEqual(anonymize(tried, theirThings), anonymize(expected, nobodys))
    assert.doesNotMatch(tried.stdout, /AKIDTHEIRS|their/)
    assert.deepEqual(await snapshot(), before)
    const upload = await database.uploads.findOpen(theirAccount?.id ?? '', theirThings.uploadId)
    assert.equal(upload?.id, theirThings.uploadId)
  })
}

test('this file tries every command with --account, except those that name an administrator’s account', async () => {
  const commands = listCommands(await loadProgram())
  const found = commands.filter(({ command }) => command.options.some(({ long }) => long === '--account'))

  const ofAccount = found.map(({ path }) => path).filter((path) => !ofOwners.includes(path))
  assert.deepEqual(ofAccount.sort(), [...Object.keys(attempts), ...Object.keys(makers)].sort())
})

for (const operation of operations) {
  const { name, effect, examples } = operation
  const has = (parameter: string) => JSON.stringify(mergeInput(operation)).includes(`"${parameter}":{`)
  const { upload_id: uploadId } = examples[0].params
  const testWhere = (parameter: string, title: string, run: () => Promise<void>) => has(parameter) && test(title, run)
  const ask = (fields: Params) =>
    sendParams(
      { url: gateway.report.url, token: mine.token },
      operation,
      fillIn(examples[0].params, mergeInput(operation), { bucket: 'their-bucket', ...fields }),
    )

  testWhere(
    'credential',
    `${name}: the answer is the same for their credential and for one that nobody has`,
    async () => {
      const tried = await ask({ credential: theirs.credential })

      assert.deepEqual(tried, await ask({ credential: 'nobodys-own' }))
      assert.match(tried.text, /"code":"no_credential"/)
      assert.doesNotMatch(tried.text, /AKID/)
    },
  )

  testWhere('upload_id', `${name}: the answer is the same for their upload and for one that nobody has`, async () => {
    await registerUpload('theirs', { uploadId: 'their-upload' })
    const tried = await ask({ upload_id: 'their-upload' })

    assert.deepEqual(tried, await ask({ upload_id: 'nobodys-upload' }))
    assert.equal(tried.status, 404)
    assert.match(tried.text, /"code":"upload_not_found"/)
  })

  testWhere('bucket', `${name}: a request for their bucket is signed with my credential`, async () => {
    if (typeof uploadId === 'string') await registerUpload('mine', { uploadId })
    store.requests.splice(0)
    const { status, text } = await ask({})

    assert.equal(status, 200, text)
    const signed = effect === 'sign' ? text : store.requests.join()
    assert.match(signed, /AKIDMINE/)
    assert.doesNotMatch(signed, /AKIDTHEIRS/)
  })
}

for (const [command, args] of Object.entries(makers)) {
  test(`${command}: a name that they use is free for me`, async () => {
    const { code, stderr } = await run([...command.split(' '), ...args, '--account', 'mine'])

    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /already|AKIDTHEIRS/)
    assert.deepEqual(await snapshot(), before)
  })
}

test('the error about an unknown account names no existing account', async () => {
  const { code, stderr } = await run(['credential', 'list', '--account', 'nobodys'])

  assert.equal(code, 1)
  assert.equal(stderr, 'signpost: There is no account nobodys; `signpost account list` shows them.\n')
})

test('removing an account removes its credentials and tokens, and leaves other accounts unchanged', async () => {
  await createAccount('leaving', { dataDir })
  const leaving = await fill('leaving', 'AKIDLEAVING', 'leaving-own')
  const params = { bucket: 'a-bucket', key_name: 'a.txt' }
  await waitUntil('the token of the new account signs', async () => (await ask(leaving.token, params)).status === 200)

  const removed = await readSignpost<object>(['account', 'remove', 'leaving', '--yes'], { dataDir })

  assert.deepEqual(
    { ...removed, id: '' },
    { id: '', name: 'leaving', removed: true, credentials: 1, tokens: 1, openUploads: 0 },
  )
  await waitUntil(
    'the token of the removed account is refused',
    async () => (await ask(leaving.token, params)).status === 401,
  )
  assert.deepEqual(await snapshot(), before)
  assert.equal((await ask(mine.token, params)).status, 200)
})

/** Gives an account a default credential and a token. */
async function fill(account: string, accessKeyId: string, credential: string) {
  const tokenName = `${credential}-token`
  await storeCredential(credential, { dataDir, account }, { accessKeyId, bucketPatterns: [], endpoint: store.endpoint })
  const allow = actions.map((action) => `${action}:*`)
  const { id, token } = await createTokenWithId({ dataDir, account }, { name: tokenName, allow })
  return { credential, tokenId: id, tokenName, token }
}

/** Registers an upload of the object in the operations' examples. @returns its id */
async function registerUpload(account: string, fields: Partial<MultipartUpload>): Promise<string> {
  const found = await database.accounts.findByName(account)
  assert.ok(found !== undefined)
  const [credential] = await database.credentials.list(found.id)
  const owner = { accountId: found.id, credentialId: credential?.id ?? '', bucket: 'their-bucket' }
  const upload = sampleUpload({ state: 'open', ...owner, ...fields })
  // Each operation gets an open upload, whatever the previous operation did.
  for (const old of await database.uploads.listDue({ createdBefore: Date.now(), now: Date.now(), limit: 9 })) {
    await database.uploads.remove(old.id)
  }
  await database.uploads.insert(upload)
  return upload.id
}

function run(args: readonly string[]): Promise<RunResult> {
  return runSignpost(args, secret)
}

/** Reads everything of theirs that a command could change, except the last use of tokens, which is stored after the answers. */
async function snapshot(): Promise<unknown> {
  const account = await database.accounts.findByName('theirs')
  assert.ok(account !== undefined)
  const tokens = await database.tokens.list(account.id)
  return {
    credentials: await database.credentials.list(account.id),
    tokens: tokens.map(({ lastUsedAt: _, ...token }) => token),
  }
}

/** Removes the name and the id that were passed from the outcome of a command. */
function anonymize({ code, stdout, stderr }: RunResult, { credential, tokenId, uploadId }: Thing): RunResult {
  const clean = (text: string) =>
    text.replaceAll(credential, 'NAME').replaceAll(tokenId, 'ID').replaceAll(uploadId, 'ID')
  return { code, stdout: clean(stdout), stderr: clean(stderr) }
}

/** Asks for a URL. */
function ask(token: string, params: Params) {
  return sendParams({ url: gateway.report.url, token }, signedUrl, params)
}
