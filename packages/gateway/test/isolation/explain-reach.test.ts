import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import type { ExplanationResult } from '../../src/explain/explanation-schema.ts'
import { makeClientToken } from '../samples/make-client-token.ts'
import { createAccount, createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// `explain` compares a URL with stored credentials. A token that may not know of a credential learns nothing about it.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const endpoint = 'https://s3.store.invalid'
for (const account of ['mine', 'theirs']) await createAccount(account, { dataDir })
const everything = { endpoint, bucketPatterns: [] }
const mine = { dataDir, account: 'mine' }
await storeCredential('my-own', mine, { ...everything, accessKeyId: 'AKIDMINE', secret: 'my-secret' })
await storeCredential(
  'their-own',
  { dataDir, account: 'theirs' },
  { ...everything, accessKeyId: 'AKIDTHEIRS', secret: 'their-secret' },
)
const url = stack.use(await startGateway({ dataDir })).report.url
const token = await createToken(mine)

function sign(accessKeyId: string, secretAccessKey: string, key = 'in/a.txt'): string {
  const presigner = createPresigner({ credentials: { accessKeyId, secretAccessKey }, region: 'eu-central-1', endpoint })
  return presigner.presign({ method: 'PUT', bucket: 'my-bucket', key, expiresInSeconds: 300, signedAt: Date.now() }).url
}

async function explain(signedUrl: string, asker = token): Promise<ExplanationResult> {
  const response = await fetch(`${url}/awss3/explain`, {
    method: 'POST',
    headers: { authorization: `Bearer ${asker}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: signedUrl, method: 'GET', error: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }),
  })
  const body = await response.text()
  assert.equal(response.status, 200, body)
  return (JSON.parse(body) as { data: ExplanationResult }).data
}

/** Explains a URL, and removes what differs between two URLs that were signed one after the other. */
async function explainAnonymously(signedUrl: string, accessKeyId: string, asker = token): Promise<string> {
  const text = JSON.stringify(await explain(signedUrl, asker))
  return text.replaceAll(accessKeyId, 'ID').replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
}

const nobodys = () => explainAnonymously(sign('AKIDNOBODY', 'no-secret'), 'AKIDNOBODY')

test('a URL signed with a credential of the token’s account is compared, and the credential is named', async () => {
  const { causes, storedCredential } = await explain(sign('AKIDMINE', 'my-secret'))
  assert.deepEqual(storedCredential, { name: 'my-own', result: 'signed' })
  assert.equal(causes[0]?.code, 'wrong_method')
})

test('the answer is the same for an access key of another account and for one that nobody has', async () => {
  for (const secret of ['their-secret', 'a-wrong-one']) {
    assert.equal(await explainAnonymously(sign('AKIDTHEIRS', secret), 'AKIDTHEIRS'), await nobodys())
  }
})

test('for an object outside the rules of a token, the answer is the same as for an access key that nobody has', async () => {
  const narrow = await createToken(mine, { name: 'narrow', allow: ['upload:my-bucket/in/*'] })
  assert.equal((await explain(sign('AKIDMINE', 'my-secret'), narrow)).storedCredential?.result, 'signed')
  const outside = sign('AKIDMINE', 'my-secret', 'up/a.txt')
  const unknown = await explainAnonymously(sign('AKIDNOBODY', 'none', 'up/a.txt'), 'AKIDNOBODY', narrow)
  assert.equal(await explainAnonymously(outside, 'AKIDMINE', narrow), unknown)
})

test('a client token does not learn the name of the credential', async () => {
  const page = await makeClientToken({ url, token })
  const { storedCredential } = await explain(sign('AKIDMINE', 'my-secret'), page)
  assert.deepEqual(storedCredential, { result: 'signed' })
})
