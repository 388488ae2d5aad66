import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CredentialSource } from '../../src/core/model.ts'
import { Secret } from '../../src/core/secret.ts'
import { describeKeyFailure } from '../../src/vault/describe-key-failure.ts'
import { type FetchedKeys, fetchKeys, type KeyRequest } from '../../src/vault/fetch-keys.ts'
import { startKeySources, webIdentityToken } from '../servers/key-sources.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const keys = {
  accessKeyId: 'ASIASOURCE',
  secretAccessKey: 'the-secret-of-the-source',
  sessionToken: 'the-session',
  expiresAt: Date.UTC(2099, 0, 1),
}
const sources = stack.use(await startKeySources(stack.use(makeTempDir()).path, keys))
// The SDK reads its environment itself.
const before = { ...process.env }
Object.assign(process.env, sources.env)
stack.defer(() => {
  process.env = before
})

const roleArn = 'arn:aws:iam::123456789012:role/other'
const base: FetchedKeys = {
  accessKeyId: 'AKIABASE',
  secret: {
    secretAccessKey: new Secret('the-secret-of-the-base'),
    sessionToken: new Secret('the-session-of-the-base'),
  },
}
const assumed: CredentialSource = { from: 'assume-role', roleArn, credentialId: 'cred_1' }

function fetch(source: CredentialSource, changes: Partial<KeyRequest> = {}): Promise<FetchedKeys> {
  sources.asked.length = 0
  return fetchKeys({ source, region: 'eu-central-1', sessionName: 'signpost-cred_2', base: undefined, ...changes })
}

for (const { source, asked } of [
  { source: { from: 'instance' }, asked: ['imds'] },
  { source: { from: 'container' }, asked: ['container'] },
  { source: { from: 'profile', profile: 'sso' }, asked: ['sso'] },
] satisfies { source: CredentialSource; asked: string[] }[]) {
  test(`${Object.values(source).join(' ')}: gives the keys with their expiry`, async () => {
    assert.deepEqual(reveal(await fetch(source)), keys)
    assert.deepEqual(sources.asked, asked)
  })
}

test('web identity: STS gets the token of the file, for a session of the requested length', async () => {
  assert.deepEqual(reveal(await fetch({ from: 'web-identity', sessionSeconds: 7200 })), keys)

  const form = new URLSearchParams(sources.asked[0]?.replace('nobody ', ''))
  assert.equal(form.get('Action'), 'AssumeRoleWithWebIdentity')
  assert.equal(form.get('WebIdentityToken'), webIdentityToken)
  assert.equal(form.get('RoleArn'), sources.env.AWS_ROLE_ARN)
  assert.equal(form.get('RoleSessionName'), 'signpost-cred_2')
  assert.equal(form.get('DurationSeconds'), '7200')
})

test('a role: the keys of the base sign, and the external id is sent', async () => {
  assert.deepEqual(reveal(await fetch({ ...assumed, externalId: 'tenant-7', sessionSeconds: 900 }, { base })), keys)

  const [signer, body] = sources.asked[0]?.split(' ') ?? []
  assert.equal(signer, 'AKIABASE')
  const form = Object.fromEntries(new URLSearchParams(body))
  assert.deepEqual(
    { ...form, Version: undefined },
    {
      Action: 'AssumeRole',
      RoleArn: roleArn,
      ExternalId: 'tenant-7',
      RoleSessionName: 'signpost-cred_2',
      DurationSeconds: '900',
      Version: undefined,
    },
  )
})

test('a profile that has a role of its own assumes it', async () => {
  assert.deepEqual(reveal(await fetch({ from: 'profile', profile: 'role' })), keys)
  assert.match(sources.asked[0] ?? '', /^AKIAPROFILE .*Action=AssumeRole&/)
})

test('a profile with permanent keys gives them without an expiry', async () => {
  const { accessKeyId, secret, expiresAt } = await fetch({ from: 'profile', profile: 'keys' })
  assert.deepEqual([accessKeyId, expiresAt], ['AKIAPROFILE', undefined])
  assert.equal(secret.secretAccessKey.reveal(), 'the-secret-of-the-profile')
  assert.equal(secret.sessionToken, undefined)
})

for (const { what, source, says } of [
  {
    what: 'an instance',
    source: { from: 'instance' },
    says: /metadata service of EC2 \(IMDSv2\) returned no keys.*hop limit/,
  },
  { what: 'a container', source: { from: 'container' }, says: /status: 500/ },
  {
    what: 'a web identity',
    source: { from: 'web-identity' },
    says: /^AWS answers AccessDenied: User is not authorized/,
  },
  { what: 'a role', source: assumed, says: /^AWS answers AccessDenied: .*sts:AssumeRole on resource/ },
  { what: 'SSO', source: { from: 'profile', profile: 'sso' }, says: /Session token not found/ },
  { what: 'a profile that does not exist', source: { from: 'profile', profile: 'nobody' }, says: /nobody/ },
  {
    what: 'a process',
    source: { from: 'profile', profile: 'process' },
    says: /^The credential_process of the profile failed\.$/,
  },
  {
    what: 'a profile whose temporary keys have no expiry',
    source: { from: 'profile', profile: 'endless' },
    says: /temporary keys without an expiry/,
  },
] satisfies { what: string; source: CredentialSource; says: RegExp }[]) {
  test(`no keys from ${what}: the operator reads why, and no secret`, async () => {
    sources.refuse()
    try {
      const reason = describeKeyFailure(await fetch(source, { base }).catch((error: unknown) => error))
      assert.match(reason, says)
      assert.doesNotMatch(reason, /hunter2|eyJ|the-secret|the-session|the-token/)
    } finally {
      sources.give(keys)
    }
  })
}

test('STS is asked through the proxy that the environment names', async () => {
  const address = { AWS_ENDPOINT_URL_STS: 'http://sts.example.invalid', HTTP_PROXY: sources.env.AWS_ENDPOINT_URL_STS }
  Object.assign(process.env, address, { NO_PROXY: '' })
  try {
    assert.deepEqual(reveal(await fetch(assumed, { base })), keys)
  } finally {
    Object.assign(process.env, sources.env)
    delete process.env.HTTP_PROXY
  }
})

test('expired keys of an instance are refused, whatever the SDK does with them', async () => {
  sources.give({ ...keys, expiresAt: Date.UTC(2020, 0, 1) })
  try {
    await assert.rejects(fetch({ from: 'instance' }), /have expired already/)
  } finally {
    sources.give(keys)
  }
})

for (const { from, unset, says } of [
  { from: 'container', unset: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', says: /^This is not a container with a role/ },
  { from: 'web-identity', unset: 'AWS_ROLE_ARN', says: /AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN have to be set/ },
] as const) {
  test(`${from}, where the environment names none: the operator reads why`, async () => {
    delete process.env[unset]
    try {
      assert.match(describeKeyFailure(await fetch({ from }).catch((error: unknown) => error)), says)
    } finally {
      Object.assign(process.env, sources.env)
    }
  })
}

function reveal({ accessKeyId, secret, expiresAt }: FetchedKeys) {
  const { secretAccessKey, sessionToken } = secret
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal(), sessionToken: sessionToken?.reveal(), expiresAt }
}
