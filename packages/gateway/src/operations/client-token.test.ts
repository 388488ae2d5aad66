import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { AppError } from '../core/app-error.ts'
import type { Token } from '../core/model.ts'
import { readClientToken } from '../tokens/client-token.ts'
import { hashToken } from '../tokens/token-format.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { clientToken } from './client-token.ts'
import { clientTokenExample } from './client-token-example.ts'
import { deleteObject } from './delete-object.ts'
import { listObjects } from './list-objects.ts'
import { signedUrl } from './signed-url.ts'
import { signedUrls } from './signed-urls.ts'
import { uploadForm } from './upload-form.ts'

/** Makes a client token with an API token, and sends requests with it. */
async function make(asked: Readonly<Record<string, unknown>>, token: Partial<Token> = {}) {
  const sample = createSampleGate({ token })
  const json: Readonly<Record<string, unknown>> = { allow: ['upload:my-bucket/in/*'], ...asked }
  const made = await sample.ask(clientToken, {}, { input: { text: {}, json } })
  const text = String(made.clientToken)
  const origin = (json as { origins?: readonly string[] }).origins?.[0]
  return {
    sample,
    made,
    text,
    async use(operation: typeof signedUrl, params: Readonly<Record<string, string>>, from = origin) {
      try {
        return await sample.ask(operation, params, { token: text, origin: from })
      } catch (error) {
        assert.ok(error instanceof AppError, String(error))
        return `${error.code}: ${error.message}`
      }
    },
  }
}

async function refuse(asked: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const error = await make(asked).then(
    () => assert.fail('it was made'),
    (refusal: unknown) => refusal,
  )
  assert.ok(error instanceof AppError)
  return error.details?.map(({ message }) => message) ?? [error.message]
}

const picture = { bucket: 'my-bucket', key_name: 'in/a.png' }

test('a client token for an hour says what it allows, and the audit log names it from its creation on', async () => {
  const { sample, made, text, use } = await make({})
  await use(signedUrl, { ...picture, type: 'upload' })

  const { clientToken: _, ...result } = made
  assert.deepEqual(result, { expiresAt: '2026-01-02T04:04:05Z', allow: ['upload:my-bucket/in/*'] })
  const fingerprint = hashToken(text).slice(0, 16)
  assert.deepEqual(
    sample.events.map((event) => [event.operation, event.outcome, event.tokenId, event.clientToken, event.key]),
    [
      ['client_token', 'allowed', sample.stored.id, fingerprint, undefined],
      ['signed_url', 'allowed', sample.stored.id, fingerprint, 'in/a.png'],
    ],
  )
  assert.ok(!JSON.stringify(sample.events).includes(text))
})

test('the example is what the operation really makes, except for the random part and the key', async () => {
  const { made } = await make(clientTokenExample.params)
  const { clientToken: example, expiresAt: _, ...rest } = clientTokenExample.result
  const { clientToken: text, expiresAt: __, ...result } = made
  assert.deepEqual(result, rest)
  assert.match(String(text), /^ct_/)
  const at = Date.UTC(2026, 0, 15, 12)
  const { issuedAt, expiresAt, allow, origins } =
    readClientToken(example, createKeyRing(Buffer.alloc(32))) ?? assert.fail()
  assert.deepEqual([issuedAt, expiresAt, allow, origins], [at, at + 3_600_000, rest.allow, rest.origins])
})

test('errors name wrong parameters and say what would be right, but never repeat a value', async () => {
  const wrong = {
    allow: ['my-secret-bucket/*', 'list:my-bucket/a'],
    expires_in: 86_401,
    max_bytes: 0,
    content_types: ['my-secret-type'],
    origins: ['https://my-secret.example/'],
  }
  const messages = await refuse(wrong)
  assert.doesNotMatch(messages.join(), /my-secret/)
  for (const [index, message] of [
    /^`allow\[0\]` has no action: write action:bucket/,
    /^`allow\[1\]` can never match: a listing is for a prefix/,
    /^`expires_in` must be a whole number from 1 to 86400$/,
    /^`max_bytes` must be a whole number of bytes, 1 or more$/,
    /^`content_types\[0\]` is not a content type: write image\/png/,
    /^`origins\[0\]` must be an origin as browsers send it, such as https:\/\/app\.example\.com/,
  ].entries()) {
    assert.match(messages[index] ?? '', message)
  }
  assert.match((await refuse({ allow: [] }))[0] ?? '', /^`allow` must be a list of 1 to 100 entries/)
  assert.match((await refuse({ allow: ['delete:my-bucket/*'] }))[0] ?? '', /^`allow\[0\]` is wider than the API token/)
})

test('an unknown parameter is refused, because the caller expects it to restrict the token', async () => {
  for (const name of ['origin', 'acl', 'mime_type', 'public', 'colour', 'bucket']) {
    assert.match(
      (await refuse({ [name]: 'x' }))[0] ?? '',
      new RegExp(`^\`${name}\` (is not known|looks like|is a name)`),
    )
  }
  assert.deepEqual(
    await refuse({ [`at_${'x'.repeat(33)}`]: 'x' }).then(([message = '']) => message.slice(0, 36)),
    'A parameter with an unusual name is ',
  )
  assert.equal(typeof (await make({ colour: '', acl: null })).text, 'string')
})

test('it gets what its rules allow, and nothing else through any operation', async () => {
  const limits = { allow: ['*:my-*', 'list:my-*', 'delete:my-*'].map((rule) => `${rule}/*`) }
  const { use } = await make({}, { limits })

  assert.equal(typeof (await use(signedUrl, { ...picture, type: 'upload' })), 'object')
  for (const [operation, params] of [
    [signedUrl, { ...picture, type: 'get' }],
    [signedUrl, { ...picture, type: 'upload', key_name: 'inn/a' }],
    [signedUrl, { ...picture, type: 'upload', bucket: 'my-bucket2' }],
    [listObjects, { bucket: 'my-bucket', prefix: 'in/' }],
    [deleteObject, picture],
    [uploadForm, { bucket: 'my-bucket', key_prefix: 'i', max_bytes: '1' }],
  ] as const) {
    assert.match(String(await use(operation, params)), /^token_not_allowed: The client token does not allow this/)
  }
})

test('with a limit on bytes and types it gets only uploads for which S3 enforces them', async () => {
  const { use } = await make({ max_bytes: 5_000_000, content_types: ['image/*'] }, { limits: { maxBytes: 6_000_000 } })
  const form = { bucket: 'my-bucket', key_prefix: 'in/', max_bytes: '5000000', content_type_prefix: 'image/' }

  assert.equal(typeof (await use(uploadForm, form)), 'object')
  for (const more of [
    { max_bytes: '5000001', content_type_prefix: 'image/' },
    { max_bytes: '1', content_type_prefix: 'text/' },
    { max_bytes: '1', content_type: 'text/html' },
    { max_bytes: '1' },
  ]) {
    const params = { bucket: 'my-bucket', key_prefix: 'in/', ...more }
    assert.match(String(await use(uploadForm, params)), /^token_not_allowed: The token allows uploads/)
  }
  const upload = { ...picture, type: 'upload' }
  const signed = await use(signedUrl, { ...upload, content_length: '5000000', content_type: 'image/png' })
  assert.ok(typeof signed === 'object')
  assert.deepEqual(signed.headers, { 'content-length': '5000000', 'content-type': 'image/png' })
  assert.match(
    new URL(String(signed.signedUrl)).searchParams.get('X-Amz-SignedHeaders') ?? '',
    /content-length;content-type;/,
  )
  for (const more of [
    {},
    { content_length: '5000000' },
    { content_type: 'image/png' },
    { content_length: '5000001', content_type: 'image/png' },
    { content_length: '1', content_type: 'text/html' },
  ]) {
    assert.match(String(await use(signedUrl, { ...upload, ...more })), /^token_not_allowed: The token allows uploads/)
  }
})

test('in a batch it gets the URLs that it is allowed, and no others', async () => {
  const { sample, text } = await make({ max_bytes: 9 })
  const upload = { ...picture, type: 'upload' }
  const requests = [
    { ...upload, content_length: 9 },
    upload,
    { ...upload, content_length: 10 },
    { ...picture, type: 'get' },
  ]
  const { results } = await sample.ask(signedUrls, {}, { token: text, input: { text: {}, json: { requests } } })

  const codes = (results as { error?: { code: string } }[]).map(({ error }) => error?.code ?? 'signed')
  assert.deepEqual(codes, ['signed', ...Array(3).fill('token_not_allowed')])
})

test('no URL has a longer lifetime than the client token itself', async () => {
  const { use } = await make({ expires_in: 60 })
  const upload = { ...picture, type: 'upload' }

  assert.match(String(await use(signedUrl, { ...upload, expires_in: '61' })), /at most 60 seconds/)
  const signed = await use(signedUrl, upload)
  assert.ok(typeof signed === 'object')
  assert.equal(Date.parse(String(signed.expiresAt)), sampleTime + 60_000)
})

test('it expires together with its API token, and a warning says so', async () => {
  const { made } = await make({}, { expiresAt: sampleTime + 60_000 })
  assert.equal(Date.parse(String(made.expiresAt)), sampleTime + 60_000)
  assert.deepEqual(made.warnings, ['The client token expires earlier than requested, together with its API token.'])
})

test('with origins it is valid only for web pages of these origins', async () => {
  const { use } = await make({ origins: ['https://app.example.com', 'http://localhost:5173'] })
  const upload = { ...picture, type: 'upload' }

  for (const origin of ['https://app.example.com', 'http://localhost:5173']) {
    assert.equal(typeof (await use(signedUrl, upload, origin)), 'object')
  }
  for (const origin of ['https://evil.example', 'null', 'https://app.example.com, https://evil.example', '']) {
    assert.match(String(await use(signedUrl, upload, origin)), /^token_not_allowed: .*names another one/)
  }
  const { sample, text } = await make({ origins: ['https://app.example.com'] })
  await assert.rejects(sample.ask(signedUrl, upload, { token: text }), { message: /the request has no Origin header/ })
})

test('a client token is valid only in the networks of its API token', async () => {
  const limits = { networks: ['192.0.2.0/24'] }
  const { sample, text } = await make({}, { limits })
  const elsewhere = { token: text, clientAddress: '198.51.100.1' }
  await assert.rejects(sample.ask(signedUrl, { ...picture, type: 'upload' }, elsewhere), { code: 'token_not_allowed' })
})

test('it cannot make a client token itself, and the audit log records the refusal under its fingerprint', async () => {
  const { sample, text } = await make({})
  const again = { token: text, input: { text: {}, json: { allow: ['upload:my-bucket/in/*'] } } }
  await assert.rejects(sample.ask(clientToken, {}, again), { code: 'token_not_allowed', message: /cannot make client/ })
  const { outcome, clientToken: fingerprint } = sample.events.at(-1) ?? assert.fail()
  assert.deepEqual([outcome, fingerprint], ['denied', hashToken(text).slice(0, 16)])
})
