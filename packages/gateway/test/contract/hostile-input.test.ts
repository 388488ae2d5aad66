import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hostileParams } from '../samples/hostile-params.ts'
import { beRefused } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const good = { bucket: 'my-bucket', key_name: 'a.txt', type: 'upload' }

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const gateway = stack.use(await startGateway({ dataDir: dir.path, args: ['--sandbox'] }))
const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }

for (const { parameter, value, rule } of hostileParams) {
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
    if (value.length > 3) assert.ok(!message.includes(value), 'the message does not repeat the value')
  })
}

test('several mistakes in one request are all reported', async () => {
  const error = await beRefused(signer, { bucket: 'UPPER', type: 'remove', acl: 'everyone', expires_in: '0' })

  assert.deepEqual(
    error.details?.map(({ parameter }) => parameter),
    ['bucket', 'key_name', 'type', 'acl', 'expires_in'],
  )
})

for (const path of ['/awss3/signed-url/for-fetch', '/awss3/signed-url/for-upload']) {
  test(`${path} enforces the same rules for bucket, key_name and expires_in`, async () => {
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
