import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCredential } from '../../test/samples/samples.ts'
import type { Action } from '../core/actions.ts'
import type { Credential } from '../core/model.ts'
import { createKeyRing } from './key-ring.ts'
import { chooseCredential, createSigningCredential } from './signing-credentials.ts'

const ring = createKeyRing(Buffer.alloc(32, 1))

/** Each case lists the stored credentials. Their order must not matter, so each case is tried in both orders. */
const cases: readonly {
  title: string
  stored: readonly Partial<Credential>[]
  bucket: string
  /** `download` by default. */
  action?: Action
  chosen: string | undefined
}[] = [
  { title: 'without credentials, none signs', stored: [], bucket: 'b', chosen: undefined },
  {
    title: 'the default signs where no pattern fits',
    stored: [
      { name: 'default', isDefault: true },
      { name: 'other', bucketPatterns: ['other-*', 'exactly'] },
    ],
    bucket: 'exactly-not',
    chosen: 'default',
  },
  {
    title: 'without a default, only buckets that a pattern covers get signatures',
    stored: [{ name: 'one', bucketPatterns: ['one'] }, { name: 'none' }],
    bucket: 'two',
    chosen: undefined,
  },
  {
    title: 'a pattern takes precedence over the default',
    stored: [
      { name: 'default', isDefault: true },
      { name: 'assets', bucketPatterns: ['assets-*'] },
    ],
    bucket: 'assets-eu',
    chosen: 'assets',
  },
  {
    title: 'an exact name takes precedence over a prefix',
    stored: [
      { name: 'prefix', bucketPatterns: ['assets*'] },
      { name: 'exact', bucketPatterns: ['assets-eu'] },
    ],
    bucket: 'assets-eu',
    chosen: 'exact',
  },
  {
    title: 'an exact name takes precedence over the prefix of the same name',
    stored: [
      { name: 'prefix', bucketPatterns: ['assets*'] },
      { name: 'exact', bucketPatterns: ['assets'] },
    ],
    bucket: 'assets',
    chosen: 'exact',
  },
  {
    title: 'a longer prefix takes precedence over a shorter one',
    stored: [
      { name: 'short', bucketPatterns: ['as*'] },
      { name: 'long', bucketPatterns: ['x', 'assets-*'] },
    ],
    bucket: 'assets-eu',
    chosen: 'long',
  },
  {
    title: 'a prefix covers itself',
    stored: [{ name: 'prefix', bucketPatterns: ['assets*'] }],
    bucket: 'assets',
    chosen: 'prefix',
  },
  {
    title: 'the sandbox signs while there is no other credential',
    stored: [{ name: 'sandbox', isSandbox: true, isDefault: true }],
    bucket: 'b',
    chosen: 'sandbox',
  },
  {
    title: 'the sandbox yields to a real credential, even one for other buckets',
    stored: [
      { name: 'sandbox', isSandbox: true, isDefault: true },
      { name: 'real', bucketPatterns: ['other'] },
    ],
    bucket: 'b',
    chosen: undefined,
  },
  {
    title: 'a credential that is bound to other actions does not sign, whatever its pattern',
    stored: [
      { name: 'default', isDefault: true },
      { name: 'uploads', bucketPatterns: ['b'], actions: ['upload', 'list'] },
    ],
    bucket: 'b',
    chosen: 'default',
  },
  {
    title: 'of two credentials that fit equally, the one bound to the action signs',
    stored: [
      { name: 'all', bucketPatterns: ['b*'] },
      { name: 'uploads', bucketPatterns: ['b*'], actions: ['upload'] },
    ],
    bucket: 'b',
    action: 'upload',
    chosen: 'uploads',
  },
  {
    title: 'a more specific pattern takes precedence over a binding to the action',
    stored: [
      { name: 'all', bucketPatterns: ['b'] },
      { name: 'uploads', isDefault: true, actions: ['upload'] },
    ],
    bucket: 'b',
    action: 'upload',
    chosen: 'all',
  },
  {
    title: 'each action may have a default of its own',
    stored: [
      { name: 'all', isDefault: true },
      { name: 'uploads', isDefault: true, actions: ['upload'] },
    ],
    bucket: 'b',
    action: 'upload',
    chosen: 'uploads',
  },
]

for (const { title, stored, bucket, action = 'download', chosen } of cases) {
  test(title, () => {
    const credentials = stored.map((fields) => createSigningCredential(sampleCredential(fields), ring))

    for (const inOrder of [credentials, credentials.toReversed()]) {
      assert.equal(chooseCredential(inOrder, { action, bucket })?.credential.name, chosen)
    }
  })
}

test('a token that is bound to a credential gets that credential or none', () => {
  const sandbox = sampleCredential({ isSandbox: true, isDefault: true })
  const real = sampleCredential({ isDefault: true, bucketPatterns: ['b'] })
  const credentials = [sandbox, real].map((credential) => createSigningCredential(credential, ring))

  assert.equal(
    chooseCredential(credentials, { action: 'download', bucket: 'b', boundTo: sandbox.id })?.credential,
    sandbox,
  )
  assert.equal(chooseCredential(credentials, { action: 'download', bucket: 'b', boundTo: 'cred_gone' }), undefined)
  assert.equal(
    chooseCredential(credentials, { action: 'download', bucket: 'b', boundTo: sandbox.id, name: real.name }),
    undefined,
  )
})

test('neither a name nor a bound token makes a credential sign for other actions than its own', () => {
  const uploads = sampleCredential({ name: 'uploads', actions: ['upload'] })
  const credentials = [createSigningCredential(uploads, ring)]

  for (const choice of [{ name: 'uploads' }, { boundTo: uploads.id }]) {
    assert.equal(chooseCredential(credentials, { action: 'download', bucket: 'b', ...choice }), undefined)
    assert.equal(chooseCredential(credentials, { action: 'upload', bucket: 'b', ...choice })?.credential, uploads)
  }
})

test('a credential that is requested by name signs for any bucket, and no other credential does', () => {
  const [one, two] = [sampleCredential({ name: 'one', bucketPatterns: ['b'] }), sampleCredential({ name: 'two' })]
  const sandbox = sampleCredential({ name: 'sandbox', isSandbox: true })
  const credentials = [one, two, sandbox].map((credential) => createSigningCredential(credential, ring))

  assert.equal(chooseCredential(credentials, { action: 'download', bucket: 'b', name: 'two' })?.credential, two)
  assert.equal(chooseCredential(credentials, { action: 'download', bucket: 'b', name: 'three' }), undefined)
  assert.equal(chooseCredential(credentials, { action: 'download', bucket: 'b', name: 'sandbox' }), undefined)
})
