import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { AppError } from '../core/app-error.ts'
import type { Token } from '../core/model.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { readClientToken } from './client-token.ts'
import { type ClientTokenRequest, issueClientToken } from './issue-client-token.ts'
import { hashToken } from './token-format.ts'
import { narrowToken, prepareToken } from './verified-token.ts'

const keys = createKeyRing(Buffer.alloc(32, 1))
const asked: ClientTokenRequest = { allow: ['upload:my-bucket/in/*'], expiresInSeconds: 3600 }

function issue(token: Partial<Token>, more: Partial<ClientTokenRequest> = {}, now = sampleTime) {
  return issueClientToken(prepareToken(sampleToken(token)), { ...asked, ...more }, { keys, now })
}

function refuse(token: Partial<Token>, more: Partial<ClientTokenRequest>): readonly string[] {
  try {
    issue(token, more)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request', String(error))
    return error.details?.map(({ message }) => message) ?? [error.message]
  }
  return ['it passed']
}

test('a client token names its API token, and inherits the limits that it does not set', () => {
  const limits = { allow: ['*:my-bucket/*'], maxBytes: 9, contentTypes: ['image/*'] }
  const { text, fingerprint, ...claims } = issue({ id: 'tok_1', limits })

  assert.deepEqual(claims, {
    accountId: 'acc_1',
    parentId: 'tok_1',
    issuedAt: sampleTime,
    expiresAt: sampleTime + 3_600_000,
    allow: ['upload:my-bucket/in/*'],
    maxBytes: 9,
    contentTypes: ['image/*'],
    origins: undefined,
  })
  assert.deepEqual(readClientToken(text, keys), claims)
  assert.equal(fingerprint, hashToken(text).slice(0, 16))
})

test('times are whole seconds, and never later than requested', () => {
  const { issuedAt, expiresAt } = issue({}, { expiresInSeconds: 60 }, sampleTime + 999)
  assert.deepEqual([issuedAt, expiresAt], [sampleTime, sampleTime + 60_000])
})

test('it ends no later than its API token', () => {
  assert.equal(issue({ expiresAt: sampleTime + 90_500 }).expiresAt, sampleTime + 90_000)
})

test('limits that are wider than the API token are refused, each by its name', () => {
  const limits = {
    allow: ['upload:my-bucket/in/*', 'list:my-bucket/*'],
    maxBytes: 100,
    contentTypes: ['image/*', 'text/plain'],
  }
  const wider = {
    allow: [
      'upload:my-bucket/in/a*',
      'upload:my-bucket/*',
      'download:my-bucket/in/a',
      '*:my-bucket/in/*',
      'list:my-bucket/in/*',
    ],
    maxBytes: 101,
    contentTypes: ['image/png', 'text/*', 'text/html', 'text/plain'],
  }

  assert.deepEqual(refuse({ limits }, wider), [
    '`allow[1]` is wider than the API token: none of its rules covers all of this one',
    '`allow[2]` is wider than the API token: none of its rules covers all of this one',
    '`allow[3]` is wider than the API token: none of its rules covers all of this one',
    '`max_bytes` is wider than the API token, which allows 100 bytes',
    '`content_types[1]` is wider than the API token, which allows image/*, text/plain',
    '`content_types[2]` is wider than the API token, which allows image/*, text/plain',
  ])
})

test('an API token without rules cannot issue a client token that lists or deletes', () => {
  assert.doesNotThrow(() => issue({}, { allow: ['*:*'] }))
  assert.deepEqual(refuse({}, { allow: ['list:my-bucket/*', 'upload:*', 'delete:*'] }), [
    '`allow[0]` is wider than the API token, which has no rules and therefore allows upload and download; list needs a rule that names it',
    '`allow[2]` is wider than the API token, which has no rules and therefore allows upload and download; delete needs a rule that names it',
  ])
})

test('a client token must fit where tokens are sent', () => {
  const allow = Array.from({ length: 40 }, (_, index) => `upload:my-bucket/${'long/'.repeat(20)}${index}/*`)
  assert.match(
    refuse({}, { allow })[0] ?? '',
    /^The client token would have \d+ characters, but at most 4096 are allowed/,
  )
})

test('a client token cannot issue client tokens', () => {
  const parent = prepareToken(sampleToken())
  const { text, ...claims } = issueClientToken(parent, asked, { keys, now: sampleTime })
  const child = narrowToken(parent, claims, hashToken(text))
  assert.throws(() => issueClientToken(child, asked, { keys, now: sampleTime }), {
    code: 'token_not_allowed',
    message: /cannot make client tokens/,
  })
})

test('of the limits of a client token and its API token, the smaller one always applies', () => {
  const claims = {
    accountId: 'acc_1',
    parentId: 'tok_1',
    issuedAt: sampleTime,
    expiresAt: sampleTime + 60_000,
    allow: ['*:*'],
    contentTypes: ['text/*'],
  }
  const wide = prepareToken(sampleToken())
  const narrow = prepareToken(
    sampleToken({
      expiresAt: sampleTime + 1000,
      credentialId: 'cred_1',
      limits: {
        ...{ allow: ['upload:bkt/*'], acls: [], maxExpiresInSeconds: 30, maxBytes: 5, contentTypes: ['image/*'] },
        ...{ networks: ['10.0.0.0/8'], rate: '1/s' },
      },
    }),
  )

  const { client: _, ...ofNarrow } = narrowToken(narrow, { ...claims, maxBytes: 6 }, '')
  assert.deepEqual(ofNarrow, narrow)
  const ofWide = narrowToken(wide, { ...claims, maxBytes: 6 }, 'a'.repeat(64))
  assert.deepEqual([ofWide.expiresAt, ofWide.maxExpiresInSeconds, ofWide.maxBytes], [sampleTime + 60_000, 60, 6])
  assert.equal(ofWide.client?.fingerprint, 'a'.repeat(16))
})
