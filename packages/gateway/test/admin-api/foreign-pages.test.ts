import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { acts } from '../../src/admin/registry.ts'
import { toActPath } from '../../src/openapi/act-schema.ts'
import { createAdminStand, ownOrigin } from '../samples/admin-stand.ts'

// Sends what a hostile web page can send, with the cookie of an owner, to every act that changes something.

const stand = await createAdminStand()
after(() => stand[Symbol.asyncDispose]())

const json = 'application/json'

/** Each attempt with the status and the code of its refusal. */
const attempts = [
  ['a foreign Origin', { origin: 'https://evil.example', 'content-type': json }, 403, 'origin_not_allowed'],
  ['another port', { origin: 'http://localhost:9090', 'content-type': json }, 403, 'origin_not_allowed'],
  ['another scheme', { origin: 'https://localhost:8080', 'content-type': json }, 403, 'origin_not_allowed'],
  ['an opaque Origin', { origin: 'null', 'content-type': json }, 403, 'origin_not_allowed'],
  ['no Origin', { 'content-type': json }, 403, 'origin_not_allowed'],
  [
    'a host name rebound to the gateway by DNS',
    { host: 'evil.example', origin: 'http://evil.example', 'content-type': json },
    403,
    'host_not_allowed',
  ],
  ['a form', { origin: ownOrigin, 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  [
    'a form with files',
    { origin: ownOrigin, 'content-type': 'multipart/form-data; boundary=x' },
    415,
    'unsupported_media_type',
  ],
  ['plain text', { origin: ownOrigin, 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  [
    'JSON declared as text',
    { origin: ownOrigin, 'content-type': 'text/plain; x=application/json' },
    415,
    'unsupported_media_type',
  ],
] as const

const changing = acts.filter(({ effect }) => effect !== 'read')

for (const act of changing) {
  const url = toActPath(act)

  for (const [name, headers, status, code] of attempts) {
    test(`${act.name} refuses ${name}`, async () => {
      const answer = await stand.send('owner', { method: 'POST', url, headers, payload: '{"name": "a"}' })

      assert.deepEqual([answer.status, answer.error?.code], [status, code], answer.text)
    })
  }

  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const) {
    test(`${act.name} refuses ${method}`, async () => {
      const answer = await stand.send('owner', { method, url, headers: { origin: ownOrigin } })

      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'])
    })
  }
}

test('none of these attempts changed anything', async () => {
  assert.deepEqual(await stand.admin.dependencies.administration.list({ order: 'oldest', limit: 10 }), [])
})

test('a read by a foreign web page is refused', async () => {
  const answer = await stand.send('owner', {
    url: '/admin/api/list-tokens',
    headers: { origin: 'https://evil.example' },
  })

  assert.deepEqual([answer.status, answer.error?.code], [403, 'origin_not_allowed'])
})

test('CORS never opens the administration, whichever origins it opens the API to', async () => {
  await using own = await createAdminStand({ app: { corsOrigins: ['*'] } })
  const origin = 'https://app.example.com'
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }

  for (const path of ['/admin/api/create-token', '/admin/auth/session', '/admin/x']) {
    const answer = await own.send('owner', { method: 'OPTIONS', url: path, headers: preflight })
    assert.deepEqual([answer.status, listCorsHeaders(answer.headers)], [403, []], path)
  }
  const read = await own.send('owner', { url: '/admin/api/list-tokens', headers: { origin } })
  assert.deepEqual([read.status, listCorsHeaders(read.headers)], [403, []])
  const open = await own.send('owner', { method: 'OPTIONS', url: '/awss3/signed-url', headers: preflight })
  assert.equal(open.headers['access-control-allow-origin'], '*')
})

function listCorsHeaders(headers: object): string[] {
  return Object.keys(headers).filter((name) => name.startsWith('access-control-'))
}
