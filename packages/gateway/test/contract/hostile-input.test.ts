import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { beRefused } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** What must never be signed, and the words of the answer that name the rule. */
const hostile = [
  { parameter: 'bucket', value: 'evil.com/x', rule: /slash/ },
  { parameter: 'bucket', value: 'a..b', rule: /two dots in a row/ },
  { parameter: 'bucket', value: '192.168.0.1', rule: /IP address/ },
  { parameter: 'bucket', value: 'UPPER', rule: /uppercase/ },
  { parameter: 'bucket', value: 'evil.com?x', rule: /lowercase letters, digits, dots and hyphens/ },
  { parameter: 'bucket', value: 'user@evil.com', rule: /lowercase letters, digits, dots and hyphens/ },
  { parameter: 'bucket', value: 'evil.com:80', rule: /lowercase letters, digits, dots and hyphens/ },
  { parameter: 'bucket', value: 'a\r\nHost: evil.com', rule: /./ },
  { parameter: 'bucket', value: 'ab', rule: /3 to 63 characters/ },
  { parameter: 'bucket', value: 'a'.repeat(64), rule: /3 to 63 characters/ },
  { parameter: 'bucket', value: '-my-bucket', rule: /start and end with/ },
  { parameter: 'bucket', value: '', rule: /empty/ },
  { parameter: 'key_name', value: 'files/../admin/x', rule: /"\.\." segment/ },
  { parameter: 'key_name', value: '..', rule: /"\.\." segment/ },
  { parameter: 'key_name', value: './x', rule: /"\." or/ },
  { parameter: 'key_name', value: 'k'.repeat(1025), rule: /1024 bytes/ },
  { parameter: 'key_name', value: 'é'.repeat(513), rule: /1024 bytes/ },
  { parameter: 'key_name', value: 'a\0b', rule: /NUL/ },
  { parameter: 'key_name', value: '', rule: /empty/ },
  { parameter: 'expires_in', value: '0', rule: /from 1 to 604800/ },
  { parameter: 'expires_in', value: '-1', rule: /from 1 to 604800/ },
  { parameter: 'expires_in', value: '604801', rule: /from 1 to 604800/ },
  { parameter: 'expires_in', value: 'abc', rule: /whole number/ },
  { parameter: 'expires_in', value: '1.5', rule: /whole number/ },
  { parameter: 'expires_in', value: '1e3', rule: /whole number/ },
  { parameter: 'expires_in', value: '0x10', rule: /whole number/ },
  { parameter: 'expires_in', value: ' 60', rule: /whole number/ },
  { parameter: 'expires_in', value: '', rule: /whole number/ },
  { parameter: 'acl', value: 'everyone', rule: /one of private, public-read/ },
  { parameter: 'acl', value: 'PRIVATE', rule: /one of private, public-read/ },
  { parameter: 'type', value: 'delete', rule: /one of upload, get/ },
] as const

const good = { bucket: 'my-bucket', key_name: 'a.txt', type: 'upload' }

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const gateway = stack.use(await startGateway({ dataDir: dir.path, args: ['--sandbox'] }))
const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }

for (const { parameter, value, rule } of hostile) {
  test(`refuses ${parameter}=${JSON.stringify(value.slice(0, 40))}`, async () => {
    const error = await beRefused(signer, { ...good, [parameter]: value })

    assert.equal(error.status, 400)
    assert.equal(error.code, 'invalid_request')
    assert.deepEqual(
      error.details?.map((detail) => detail.parameter),
      [parameter],
    )
    const message = error.details?.[0]?.message ?? ''
    assert.match(message, rule)
    assert.ok(message.startsWith(`\`${parameter}\` `), message)
    if (value.length > 3) assert.ok(!message.includes(value), 'what the caller sent is not echoed')
  })
}

test('several mistakes in one request are all reported', async () => {
  const error = await beRefused(signer, { bucket: 'UPPER', type: 'delete', acl: 'everyone', expires_in: '0' })

  assert.deepEqual(
    error.details?.map(({ parameter }) => parameter),
    ['bucket', 'key_name', 'type', 'acl', 'expires_in'],
  )
})

for (const path of ['/awss3/signed-url/for-fetch', '/awss3/signed-url/for-upload']) {
  test(`${path} has the same rules`, async () => {
    const query = 'bucket=evil.com/x&key_name=../a&expires_in=604801'
    const response = await fetch(`${signer.url}${path}?${query}&api_token=${signer.token}`)

    assert.equal(response.status, 400)
    const { error } = (await response.json()) as { error: { details: { parameter: string }[] } }
    assert.deepEqual(
      error.details.map(({ parameter }) => parameter),
      ['bucket', 'key_name', 'expires_in'],
    )
  })
}

test('a key of exactly 1,024 bytes is signed', async () => {
  const query = `bucket=my-bucket&key_name=${'k'.repeat(1024)}&api_token=${signer.token}`

  assert.equal((await fetch(`${signer.url}/awss3/signed-url?${query}`)).status, 200)
})
