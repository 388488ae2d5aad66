import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import type { SignatureCheck } from '../vault/signature-check.ts'
import { listKnownKeys } from './known-keys.ts'

const check: SignatureCheck = { isTemporary: false, isSessionToken: () => false, compare: () => 'other' }
const fail = () => assert.fail('nothing is signed')
const signing = { presigner: fail, probePresigner: fail, signatureCheck: () => check }
const stored = [
  { ...signing, credential: sampleCredential({ id: 'crd_1', name: 'one', accessKeyId: 'AKIDSAME' }) },
  { ...signing, credential: sampleCredential({ id: 'crd_2', name: 'two', accessKeyId: 'AKIDSAME' }) },
]
const credentials = { forAccount: async () => stored, renewed: fail }
const locate = () => ({ bucket: 'my-bucket', key: 'a.txt' })

async function listNames(token: Partial<VerifiedToken>, accessKeyId = 'AKIDSAME') {
  const findKeys = await listKnownKeys({ accountId: 'acc_1', ...token } as VerifiedToken, credentials)
  return findKeys(accessKeyId, locate).map(({ name }) => name)
}

test('a token may know about its account’s credentials, and a bound token only about its own', async () => {
  assert.deepEqual(await listNames({}), ['one', 'two'])
  assert.deepEqual(await listNames({ credentialId: 'crd_2' }), ['two'])
  assert.deepEqual(await listNames({ credentialId: 'crd_3' }), [])
  assert.deepEqual(await listNames({}, 'AKIDOTHER'), [])
})
