import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import type { TokenRestrictions } from '../core/model.ts'
import type { Operation } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { parseAllowRule } from '../tokens/allow-rule.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { listRefusals } from './authorize.ts'

const upload: Access = { action: 'upload', bucket: 'my-bucket', key: 'a.png' }
const both: TokenRestrictions = { maxBytes: 5_000_000, contentTypes: ['image/*', 'application/pdf'] }
const fitting = { bytes: 5_000_000, contentType: 'image/png' }

/** Returns the result of authorizing an access, and the access that is resolved for it, with a token. */
async function ask(limits: TokenRestrictions, required: Access, resolved = required): Promise<string> {
  const operation: Operation = {
    ...signedUrl,
    requires: () => [required],
    async handle(_params, _accesses, context) {
      const { access } = await context.resolveAccess(resolved)
      return { result: {}, signings: [{ access, credentialId: 'cred_1', expiresInSeconds: 60 }] }
    },
  }
  const sample = createSampleGate({ token: { limits } })
  try {
    await sample.ask(operation, { bucket: 'my-bucket', key_name: 'a.png' })
    return 'allowed'
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error.code === 'token_not_allowed' ? error.message : error.code
  }
}

test('a token with a size limit gets only uploads for which S3 enforces it', async () => {
  const limits = { maxBytes: 5_000_000 }
  assert.equal(await ask(limits, { ...upload, held: { bytes: 5_000_000 } }), 'allowed')
  assert.match(
    await ask(limits, { ...upload, held: { bytes: 5_000_001 } }),
    /at most 5000000 bytes; this one may have 5000001/,
  )
  for (const held of [undefined, {}, { contentType: 'image/png' }]) {
    assert.match(await ask(limits, { ...upload, held }), /content_length.*upload form with max_bytes.*multipart/)
  }
})

test('a token with content types gets only uploads for which S3 enforces one of them', async () => {
  const limits = { contentTypes: ['image/*', 'application/pdf'] }
  for (const contentType of ['image/png', 'image/*', 'application/pdf']) {
    assert.equal(await ask(limits, { ...upload, held: { contentType } }), 'allowed')
  }
  for (const contentType of ['text/html', 'application/pdf*', 'image/png, text/html']) {
    assert.match(await ask(limits, { ...upload, held: { contentType } }), /only: image\/\*, application\/pdf\.$/)
  }
  for (const held of [undefined, {}, { bytes: 1 }]) {
    assert.match(await ask(limits, { ...upload, held }), /state it in content_type/)
  }
})

test('both limits apply together', async () => {
  assert.equal(await ask(both, { ...upload, held: fitting }), 'allowed')
  assert.notEqual(await ask(both, { ...upload, held: { ...fitting, bytes: 5_000_001 } }), 'allowed')
  assert.notEqual(await ask(both, { ...upload, held: { ...fitting, contentType: 'text/html' } }), 'allowed')
})

test('limits of uploads do not affect requests that send no bytes, nor tokens without limits', async () => {
  assert.equal(await ask(both, { ...upload, action: 'download' }), 'allowed')
  assert.equal(await ask(both, { ...upload, held: 'nothing-sent' }), 'allowed')
  assert.equal(await ask({}, upload), 'allowed')
  assert.equal(await ask({}, { ...upload, held: 'registered' }), 'allowed')
})

test('the registered size and type of an upload are checked once they are known, and must be known', async () => {
  const registered: Access = { ...upload, held: 'registered' }
  assert.equal(await ask(both, registered, { ...upload, held: fitting }), 'allowed')
  assert.match(await ask(both, registered, { ...upload, held: {} }), /at most 5000000 bytes/)
  assert.match(await ask(both, registered, { ...upload, held: { ...fitting, bytes: 5_000_001 } }), /at most/)
  assert.equal(await ask(both, registered), 'internal_error')
})

test('the error names each ACL of a token once', async () => {
  assert.equal(
    await ask({ acls: ['private', 'public-read'] }, { ...upload, acl: 'bucket-owner-read' }),
    'The API token allows only these ACLs: private, public-read.',
  )
})

test('the error for an API token names a few of its rules', async () => {
  const allow = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `upload:bucket-${name}/*`)
  const shown = 'upload:bucket-a/*, upload:bucket-b/*, upload:bucket-c/*, upload:bucket-d/*, upload:bucket-e/*'

  assert.equal(
    await ask({ allow }, upload),
    `The API token does not allow this upload: none of its rules covers this bucket and key (${shown} and 1 more).`,
  )
})

test('the error for a client token names its own rules, and never those of the API token', () => {
  const api = { accountId: 'acc_1', tokenId: 'tok_1', allow: [parseAllowRule('list:my-bucket/secret/*')] }
  const client = { fingerprint: '0', contentTypes: undefined, origins: undefined }
  const tell = (own: string, access: Access) => {
    const token = { ...api, client: { ...client, allow: [parseAllowRule(own)] } } as unknown as VerifiedToken
    return (listRefusals(token, [access]).get(access) ?? assert.fail('It is allowed')).message
  }
  const list: Access = { action: 'list', bucket: 'my-bucket', key: 'other/' }

  assert.match(
    tell('list:my-bucket/other/*', list),
    /^The API token does not allow this list: none of its rules covers this bucket and key\.$/,
  )
  const narrow = { ...list, key: 'secret/' }
  assert.match(tell('upload:my-bucket/x/*', narrow), /^The client token .* \(upload:my-bucket\/x\/\*\)\.$/)
})
