import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCredential, sampleToken } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { formatAllowRule } from '../tokens/allow-rule.ts'
import { prepareToken } from '../tokens/verified-token.ts'
import { listGrants } from './list-grants.ts'

const fail = () => assert.fail('nothing is signed')

/** Lists the grants in the form of rules. */
function list(fields: Partial<Credential>, allow: string[] | undefined, others: Partial<Credential>[] = []): string[] {
  const own = sampleCredential({ id: 'cred_own', name: 'own', ...fields })
  const all = [own, ...others.map((other) => sampleCredential(other))]
  const stored = all.map((credential) => ({ credential, presigner: fail, probePresigner: fail, signatureCheck: fail }))
  const token = prepareToken(sampleToken({ limits: allow === undefined ? {} : { allow } }))
  return listGrants(token, own, stored).map(formatAllowRule)
}

test('a default credential gets everything that the rules allow, and a token without rules uploads and downloads', () => {
  assert.deepEqual(list({ isDefault: true }, undefined), ['upload:*', 'download:*'])
  assert.deepEqual(list({ isDefault: true }, ['*:pics/*', 'delete:pics/x/*']), [
    'upload:pics/*',
    'download:pics/*',
    'delete:pics/x/*',
  ])
  assert.deepEqual(list({ isDefault: true, actions: ['upload'] }, undefined), ['upload:*'])
})

test('a credential with buckets gets the part of the rules for these buckets', () => {
  const own = { bucketPatterns: ['logs-*', 'media'] }
  assert.deepEqual(list(own, ['download:*']), ['download:logs-*/*', 'download:media/*'])
  assert.deepEqual(list(own, ['download:logs-2026-*/in/*']), ['download:logs-2026-*/in/*'])
  assert.deepEqual(list(own, ['download:media/a', 'download:other/*']), ['download:media/a'])
  assert.deepEqual(list(own, ['download:me*/*']), ['download:media/*'])
})

test('the default credential does not get a bucket that another credential is for', () => {
  const other = { id: 'cred_other', name: 'other', bucketPatterns: ['media'] }
  assert.deepEqual(list({ isDefault: true }, ['download:media/*', 'download:b-1/*'], [other]), ['download:b-1/*'])
})

test('a credential that requests must name gets everything that the rules allow', () => {
  const other = { id: 'cred_other', name: 'other', isDefault: true }
  assert.deepEqual(list({}, ['download:media/*'], [other]), ['download:media/*'])
})

test('a bound token uses no other credential', () => {
  const own = sampleCredential({ id: 'cred_own', isDefault: true })
  const bound = prepareToken(sampleToken({ credentialId: 'cred_other' }))
  assert.deepEqual(listGrants(bound, own, []), [])
  assert.deepEqual(listGrants({ ...bound, credentialId: own.id }, own, []).length, 2)
})
