import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createSampleGate, type SampleGate, type SampleGateOptions } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { AppError } from '../core/app-error.ts'
import { channels } from '../core/channels.ts'
import { signedUrl } from '../operations/signed-url.ts'
import type { GateRequest } from './gate.ts'
import type { RawInput } from './validate-input.ts'

const good = { bucket: 'my-bucket', key_name: 'files/a.txt' }

test('a signed request is recorded with the whole decision, but without what was handed out', async () => {
  const sample = createSampleGate()
  const text = { ...good, type: 'upload', acl: 'public-read', expires_in: '600' }

  const answer = await pass(sample, { text })

  assert.deepEqual(sample.events, [
    {
      at: sampleTime,
      requestId: 'request-1',
      clientAddress: '192.0.2.1',
      operation: 'signed_url',
      action: 'upload',
      outcome: 'allowed',
      status: 200,
      accountId: 'acc_1',
      tokenId: sample.stored.id,
      credentialId: sample.credentials[0]?.id,
      bucket: 'my-bucket',
      key: 'files/a.txt',
      acl: 'public-read',
      expiresInSeconds: 600,
    },
  ])
  const signature = new URL(String(answer.signedUrl)).searchParams.get('X-Amz-Signature') ?? assert.fail()
  const recorded = JSON.stringify(sample.events)
  for (const secret of [sample.token, signature, sample.stored.hash]) assert.ok(!recorded.includes(secret))
})

/** A request with a mistake of every kind, which are removed one by one: the answers show the order of the checks. */
test('401 comes before 400, 400 before 403', async () => {
  const narrow = { token: { limits: { allow: ['download:other-bucket/*'] } } }
  const everyMistake = { text: { ...good, bucket: 'UPPER' }, token: 'at_wrong' }

  assert.equal(await refuse(narrow, everyMistake), '401 token_unknown')
  assert.equal(await refuse(narrow, { ...everyMistake, token: undefined }), '401 token_missing')
  assert.equal(await refuse(narrow, { text: everyMistake.text }), '400 invalid_request')
  assert.equal(await refuse(narrow, {}), '403 token_not_allowed')
  assert.equal(await refuse({ credentials: [] }, {}), '403 no_credential')
})

test('a request that cannot be decoded is treated like any other: the token is checked first, and the request is recorded', async () => {
  assert.equal(await refuse({}, { unreadable: { code: 'malformed_query' }, token: undefined }), '401 token_missing')
  assert.equal(await refuse({}, { unreadable: { code: 'malformed_query' } }), '400 malformed_query')
})

test('outside its networks a token gets no information, not even what is wrong with a request', async () => {
  const inside = { token: { limits: { networks: ['10.0.0.0/8'] } } }

  assert.equal(await refuse(inside, { text: { bucket: 'UPPER' } }), '403 token_not_allowed')
  const { ask, events } = createSampleGate(inside)
  await ask(signedUrl, good, { clientAddress: '::ffff:10.1.2.3' })
  assert.equal(events[0]?.outcome, 'allowed')
})

for (const { name, limits, covered, left } of [
  {
    name: 'allow rules',
    limits: { allow: ['upload:my-bucket/files/*', 'download:my-bucket/files/a.txt'] },
    covered: [{ type: 'get' }, { type: 'upload' }, { type: 'upload', key_name: 'files/b' }],
    left: [{ type: 'get', key_name: 'files/b' }, { type: 'upload', key_name: 'b' }, { bucket: 'other-bucket' }],
  },
  {
    name: 'ACLs',
    limits: { acls: ['public-read'] },
    covered: [{}, { type: 'upload' }, { type: 'upload', acl: 'private' }, { type: 'upload', acl: 'public-read' }],
    left: [{ type: 'upload', acl: 'public-read-write' }],
  },
  {
    name: 'no ACL at all',
    limits: { acls: [] },
    covered: [{ type: 'upload', acl: 'private' }],
    left: [{ type: 'upload', acl: 'public-read' }],
  },
  {
    name: 'the longest expires_in',
    limits: { maxExpiresInSeconds: 400 },
    covered: [{}, { expires_in: '400' }],
    left: [{ expires_in: '401' }],
  },
]) {
  test(`the gate enforces a token’s ${name}`, async () => {
    for (const more of covered) await pass(createSampleGate({ token: { limits } }), { text: { ...good, ...more } })
    for (const more of left) {
      assert.equal(await refuse({ token: { limits } }, { text: { ...good, ...more } }), '403 token_not_allowed')
    }
  })
}

test('the default lifetime is cut to the longest that the token allows, and that is recorded', async () => {
  const sample = createSampleGate({ token: { limits: { maxExpiresInSeconds: 60 } } })

  const { expiresAt } = await pass(sample, {})

  assert.equal(Date.parse(String(expiresAt)), sampleTime + 60_000)
  assert.equal(sample.events[0]?.expiresInSeconds, 60)
})

test('a token that is bound to a credential signs with no other', async () => {
  const options = {
    token: { credentialId: 'cred_bound' },
    credentials: [{ isDefault: true }, { id: 'cred_bound', region: 'us-west-2' }],
  }
  const sample = createSampleGate(options)
  await pass(sample, {})
  assert.equal(sample.events[0]?.credentialId, 'cred_bound')

  assert.equal(await refuse({ ...options, credentials: [{ isDefault: true }] }, {}), '403 no_credential')
})

test('an account signs with its own credentials only', async () => {
  const credentials = [{ accountId: 'acc_2', isDefault: true }]

  assert.equal(await refuse({ credentials }, {}), '403 no_credential')
})

test('a refusal is recorded with everything that was known at that point', async () => {
  const wrong = createSampleGate()
  await assert.rejects(pass(wrong, { token: 'at_wrong' }))
  assert.deepEqual(wrong.events, [{ ...context, outcome: 'denied', code: 'token_unknown', status: 401 }])

  const invalid = createSampleGate()
  await assert.rejects(pass(invalid, { text: { bucket: 'UPPER' } }))
  const known = { tokenId: invalid.stored.id, accountId: 'acc_1' }
  assert.deepEqual(invalid.events, [{ ...context, ...known, outcome: 'denied', code: 'invalid_request', status: 400 }])

  const narrow = createSampleGate({ token: { limits: { allow: ['upload:my-bucket/*'] } } })
  await assert.rejects(pass(narrow, {}))
  const { bucket, key, outcome, code } = narrow.events[0] ?? assert.fail()
  assert.deepEqual([bucket, key, outcome, code], ['my-bucket', 'files/a.txt', 'denied', 'token_not_allowed'])
})

test('a fault of the gateway is recorded as failed, and answered without its details', async () => {
  const fault = new Error('the database is away')
  const sample = createSampleGate({ fault })

  await assert.rejects(pass(sample, {}), { code: 'internal_error', cause: fault })

  const { outcome, code, status } = sample.events[0] ?? assert.fail()
  assert.deepEqual([outcome, code, status], ['failed', 'internal_error', 500])
})

test('no URL leaves before its event is recorded', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const sample = createSampleGate({ dependencies: { audit: { record: () => promise } } })
  let answered = false
  const passing = pass(sample, {}).then(() => {
    answered = true
  })

  await new Promise((done) => setImmediate(done))
  assert.equal(answered, false)
  resolve()
  await passing
})

test('without a record there is no URL', async () => {
  const away = new AppError('audit_unavailable')
  const sample = createSampleGate({ dependencies: { audit: { record: () => Promise.reject(away) } } })

  await assert.rejects(pass(sample, {}), away)
})

test('a refusal that cannot be recorded becomes audit_unavailable, but a fault of the gateway stays internal_error', async () => {
  const away = new AppError('audit_unavailable')
  const audit = { record: () => Promise.reject(away) }
  const fault = new Error('a fault')

  await assert.rejects(pass(createSampleGate({ dependencies: { audit } }), { token: 'at_wrong' }), away)
  const faulty = createSampleGate({ fault, dependencies: { audit } })
  await assert.rejects(pass(faulty, {}), { code: 'internal_error', cause: fault })
})

test('each decision is published once, with its events and its duration', async () => {
  using decided = collectMessages(channels.decided)
  const sample = createSampleGate()
  await pass(sample, {})
  await assert.rejects(pass(sample, { token: 'at_wrong' }))

  assert.deepEqual(
    decided.messages.flatMap(({ events }) => events),
    sample.events,
  )
  assert.ok(decided.messages.every(({ durationMs, fault }) => durationMs > 0 && fault === undefined))
})

test('a fault of the gateway is published with its cause, even when the audit log has failed', async () => {
  using decided = collectMessages(channels.decided)
  const fault = new Error('the database is away')
  const faulty = createSampleGate({ fault })
  await assert.rejects(pass(faulty, {}))
  assert.equal(decided.messages.shift()?.fault, fault)
  const away = new AppError('audit_unavailable')
  const unrecorded = createSampleGate({ dependencies: { audit: { record: () => Promise.reject(away) } } })
  await assert.rejects(pass(unrecorded, {}))
  await assert.rejects(pass(unrecorded, { token: 'at_wrong' }))
  for (const { events, fault } of decided.messages) {
    const [{ outcome, code, status }] = events
    assert.deepEqual([outcome, code, status, fault], ['failed', 'audit_unavailable', 503, away])
  }
  assert.equal(decided.messages.length, 2)
  assert.equal(decided.messages[0]?.events[0]?.bucket, 'my-bucket')
})

test('warnings of the gate and of the operation are in one list; without warnings there is no list', async () => {
  const { warnings } = await pass(createSampleGate(), { text: { ...good, acl: 'public-read', credental: 'a' } })

  assert.deepEqual(warnings, [
    '`credental` is ignored; did you mean `credential`?',
    '`acl` is ignored: it applies to uploads only, and `type` is `get`',
  ])
  assert.ok(!('warnings' in (await pass(createSampleGate(), {}))))
})

const caller = { clientAddress: '192.0.2.1', requestId: 'request-1' }
const context = { at: sampleTime, ...caller, operation: 'signed_url' }

interface SampleRequest extends Partial<GateRequest> {
  readonly text?: RawInput['text']
}

function pass({ ask }: SampleGate, { text = good, ...request }: SampleRequest) {
  return ask(signedUrl, text, request)
}

/** @returns status and code */
async function refuse(options: SampleGateOptions, request: SampleRequest): Promise<string> {
  try {
    await pass(createSampleGate(options), request)
  } catch (error) {
    assert.ok(error instanceof AppError, String(error))
    return `${error.status} ${error.code}`
  }
  return 'it passed'
}
