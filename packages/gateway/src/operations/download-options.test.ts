import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate, type SampleGateOptions } from '../../test/samples/sample-gate.ts'
import type { AppError } from '../core/app-error.ts'
import { signedUrl } from './signed-url.ts'
import { signedUrlForFetch } from './signed-url-for-fetch.ts'

const object = { bucket: 'my-bucket', key_name: 'pdfs/report.pdf' }
const day = 86_400_000

function ask(params: Readonly<Record<string, string>>, options: SampleGateOptions = {}) {
  return createSampleGate(options).ask(signedUrl, { ...object, ...params })
}

/** The query of a URL that is signed for some parameters, without the parameters of the signature. */
async function querySigned(params: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { signedUrl: url, headers } = await ask(params)
  assert.deepEqual(headers, {})
  const query = new URL(String(url)).searchParams
  return Object.fromEntries([...query].filter(([name]) => !/^X-Amz-/.test(name)))
}

async function refuse(params: Readonly<Record<string, string>>, options: SampleGateOptions = {}): Promise<string> {
  try {
    await ask(params, options)
  } catch (error) {
    assert.equal((error as AppError).code, 'invalid_request')
    return ((error as AppError).details ?? []).map(({ message }) => message).join('\n')
  }
  return assert.fail('It was signed')
}

test('each parameter of a download is in the signed query', async () => {
  assert.deepEqual(await querySigned({}), {})
  assert.deepEqual(
    await querySigned({
      filename: 'a b.pdf',
      response_content_type: 'application/pdf',
      response_cache_control: 'no-store',
      response_content_language: 'de',
      response_content_encoding: 'gzip',
      response_expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
      version_id: '3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY',
      request_payer: 'requester',
    }),
    {
      'response-cache-control': 'no-store',
      'response-content-disposition': 'attachment; filename="a b.pdf"',
      'response-content-encoding': 'gzip',
      'response-content-language': 'de',
      'response-content-type': 'application/pdf',
      'response-expires': 'Thu, 01 Jan 2026 00:00:00 GMT',
      versionId: '3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY',
      'x-amz-request-payer': 'requester',
    },
  )
  assert.deepEqual(await querySigned({ disposition: 'inline' }), { 'response-content-disposition': 'inline' })
  assert.deepEqual(await querySigned({ disposition: 'inline', filename: 'é' }), {
    'response-content-disposition': `inline; filename="e"; filename*=UTF-8''%C3%A9`,
  })
})

test('type=head and type=delete sign their methods, and the parameters that they accept', async () => {
  const head = await ask({ type: 'head', version_id: 'v1', response_content_type: 'a/b' })
  assert.equal(head.method, 'HEAD')
  const remove = await ask(
    { type: 'delete', version_id: 'v1' },
    { token: { limits: { allow: ['delete:my-bucket/*'] } } },
  )
  assert.equal(remove.method, 'DELETE')
  for (const { signedUrl: url } of [head, remove]) {
    assert.equal(new URL(String(url)).searchParams.get('versionId'), 'v1')
  }
})

test('a token deletes only when a rule names delete', async () => {
  for (const token of [{}, { limits: { allow: ['*:my-bucket/*'] } }, { limits: { allow: ['upload:my-bucket/*'] } }]) {
    await assert.rejects(ask({ type: 'delete' }, { token }), { code: 'token_not_allowed' })
  }
  await assert.rejects(ask({ type: 'head' }, { token: { limits: { allow: ['upload:my-bucket/*'] } } }), {
    code: 'token_not_allowed',
  })
})

for (const [params, message] of [
  [{ content_length: '5' }, '`content_length` applies to `type=upload` only, and `type` is `get`'],
  [{ type: 'get', 'metadata[a]': 'b' }, '`metadata` applies to `type=upload` only, and `type` is `get`'],
  [
    { type: 'upload', filename: 'a' },
    '`filename` applies to `type=get` and `type=head` only, and `type` is `upload`. `content_disposition` is stored with the object',
  ],
  [
    { type: 'upload', version_id: 'a' },
    '`version_id` applies to `type=get` and `type=head` and `type=delete` only, and `type` is `upload`',
  ],
  [{ type: 'upload', redirect: 'true' }, '`redirect` applies to `type=get` only, and `type` is `upload`'],
  [{ type: 'upload', stable: '60' }, '`stable` applies to `type=get` and `type=head` only, and `type` is `upload`'],
  [{ type: 'head', redirect: 'true' }, '`redirect` applies to `type=get` only, and `type` is `head`'],
  [{ type: 'delete', if_none_match: '*' }, '`if_none_match` applies to `type=upload` only, and `type` is `delete`'],
  [{ filename: 'x'.repeat(256) }, '`filename` must be a file name of 1 to 255 characters'],
  [
    { response_expires: 'tomorrow' },
    '`response_expires` must be a date in the format of HTTP, such as Thu, 01 Jan 2026 00:00:00 GMT',
  ],
  [
    { response_content_type: 'a/b\nc' },
    '`response_content_type` must be ASCII without line breaks, because it becomes an HTTP header',
  ],
  [{ version_id: 'a b' }, '`version_id` must be a version id from S3: up to 1,024 visible ASCII characters'],
  [{ redirect: 'yes' }, '`redirect` must be true or false'],
  [
    { stable: '604000', expires_in: '801' },
    '`stable` and `expires_in` must be at most 604800 together (7 days, the longest that S3 accepts), and not 604801',
  ],
  [
    { stable: '604800' },
    '`stable` and `expires_in` must be at most 604800 together (7 days, the longest that S3 accepts), and not 605100',
  ],
] as const) {
  test(`refuses ${JSON.stringify(params).slice(0, 60)}`, async () => {
    assert.equal(await refuse(params), message)
  })
}

test('pain 12: more than 7 days wanted', async () => {
  assert.match(await refuse({ expires_in: '604801' }), /from 1 to 604800 \(7 days, the longest that S3 accepts\)/)
})

test('acl is ignored, with a warning, for everything except an upload', async () => {
  const { warnings } = await ask({ type: 'head', acl: 'public-read' })
  assert.deepEqual(warnings, ['`acl` is ignored: it applies to uploads only, and `type` is `head`'])
})

test('S3’s own parameter names are refused as well, even where they do not apply to the type', async () => {
  await assert.rejects(
    createSampleGate().ask(signedUrlForFetch, { ...object, redirect: 'true', acl: 'x', stable: 'y' }),
    {
      code: 'invalid_request',
    },
  )
})

/** The URL that a request gets at a certain time. */
async function signAt(now: number, params: Readonly<Record<string, string>>, options: SampleGateOptions = {}) {
  const sample = createSampleGate({ ...options, dependencies: { clock: () => now } })
  const result = await sample.ask(signedUrl, { ...object, ...params })
  return {
    warnings: result.warnings,
    url: new URL(String(result.signedUrl)),
    endsAt: Date.parse(String(result.expiresAt)),
    sample,
  }
}

test('pain 37: the URL changes every second, caches miss: stable URLs are the same over their window', async () => {
  const start = Date.UTC(2026, 0, 2, 3)
  const params = { stable: '3600', expires_in: '60' }
  const first = await signAt(start, params)
  for (const now of [start + 1, start + 1_800_500, start + 3_599_999]) {
    const again = await signAt(now, params)
    assert.equal(again.url.href, first.url.href)
    assert.equal(again.endsAt, start + 3_660_000)
    // Even in the last moment of the window, the URL has the requested lifetime left.
    assert.ok(again.endsAt - now >= 60_000)
  }
  for (const now of [start - 1, start + 3_600_000]) {
    assert.notEqual((await signAt(now, params)).url.href, first.url.href)
  }
  assert.equal(first.url.searchParams.get('X-Amz-Date'), '20260102T030000Z')
  assert.equal(first.url.searchParams.get('X-Amz-Expires'), '3660')
})

test('a stable URL over midnight UTC is signed with the key of the day on which its window began', async () => {
  // 25,000 s divide no day: a window lies across midnight.
  const midnight = Date.UTC(2026, 0, 3)
  const before = await signAt(midnight - 1, { stable: '25000' })
  const after = await signAt(midnight, { stable: '25000' })
  assert.equal(after.url.href, before.url.href)
  assert.match(after.url.searchParams.get('X-Amz-Credential') ?? '', /\/20260102\//)
  // The same signature as a URL that was signed at the start of the window.
  const start = Math.floor(midnight / 25_000_000) * 25_000_000
  const plain = await signAt(start, { expires_in: '25300' })
  assert.equal(plain.url.href, before.url.href)
})

test('a stable URL expires with its temporary credential, and is still the same throughout its window', async () => {
  const start = Date.UTC(2026, 0, 2, 3)
  const options = { credentials: [{ isDefault: true, expiresAt: start + 1_000_999 }] }
  const params = { stable: '3600' }
  const first = await signAt(start + 1, params, options)
  assert.equal(first.endsAt, start + 1_000_000)
  assert.match(String(first.warnings), /expires earlier than requested/)
  assert.equal((await signAt(start + 999_000, params, options)).url.href, first.url.href)
  await assert.rejects(signAt(start + 1_000_500, params, options), { code: 'credential_refused' })
})

test('the longest lifetime of a token applies to the whole lifetime of a stable URL', async () => {
  const token = { limits: { maxExpiresInSeconds: 600 } }
  await assert.rejects(ask({ stable: '600', expires_in: '1' }, { token }), { code: 'token_not_allowed' })
  assert.ok((await ask({ stable: '500', expires_in: '100' }, { token })).signedUrl)
})

test('the audit log records the whole lifetime of a stable URL', async () => {
  const { sample } = await signAt(day, { stable: '600', expires_in: '60' })
  assert.equal(sample.events[0]?.expiresInSeconds, 660)
})
