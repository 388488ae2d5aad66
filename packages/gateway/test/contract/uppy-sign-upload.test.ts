import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createUppyApp } from '../samples/uppy-app.ts'

const id = '[0-9a-f-]{36}'

/** What Uppy 5 and 6 send by default: all `meta` of the file. */
const photo = new URLSearchParams({
  filename: 'Köln 1.jpg',
  type: 'image/jpeg',
  'metadata[name]': 'Köln 1.jpg',
  'metadata[type]': 'image/jpeg',
})
const metadata = { 'x-amz-meta-name': '=?UTF-8?B?S8O2bG4gMS5qcGc=?=', 'x-amz-meta-type': 'image/jpeg' }

describe('GET s3/params', () => {
  test('Uppy 5 gets a PUT URL that signs the content type and the metadata of the object', async () => {
    const { ask5, listEvents, clientToken } = await createUppyApp()
    const { status, body } = await ask5(`s3/params?${photo}`)
    assert.equal(status, 200)
    const { url, fields, ...rest } = body
    assert.match(fields.key, new RegExp(`^in/${id}-Köln 1\\.jpg$`))
    assert.deepEqual(rest, { method: 'PUT', headers: { 'content-type': 'image/jpeg', ...metadata }, expires: 900 })
    assert.equal(fields.bucket, 'my-bucket')
    const { origin, pathname, searchParams } = new URL(url)
    assert.equal(origin + decodeURIComponent(pathname), `https://my-bucket.s3.eu-central-1.amazonaws.com/${fields.key}`)
    assert.equal(searchParams.get('X-Amz-Expires'), '900')
    assert.equal(searchParams.get('X-Amz-SignedHeaders'), 'content-type;host;x-amz-meta-name;x-amz-meta-type')
    const [event] = listEvents()
    assert.deepEqual([event?.operation, event?.action, event?.key], ['signed_url_for_upload', 'upload', fields.key])
    assert.match(event?.clientToken ?? '', /^[0-9a-f]{16}$/)
    assert.ok(!JSON.stringify(event).includes(clientToken))
  })

  test('Uppy 6 gets a form whose key the gateway chooses, with the size limit of the token', async () => {
    const { ask6, listEvents } = await createUppyApp({ limits: { allow: ['upload:my-bucket/in/*'], maxBytes: 1000 } })
    const { body } = await ask6(`s3/params?${photo}`)
    assert.deepEqual(Object.keys(body), ['method', 'url', 'fields', 'expires'])
    assert.equal(body.method, 'POST')
    assert.match(body.fields.key, new RegExp(`^in/${id}-Köln 1\\.jpg$`))
    const { conditions } = JSON.parse(Buffer.from(body.fields.policy, 'base64').toString())
    assert.deepEqual(
      conditions.find((one: unknown) => Array.isArray(one) && one[0] === 'content-length-range'),
      ['content-length-range', 0, 1000],
    )
    const lower = Object.fromEntries(Object.entries(body.fields).map(([name, value]) => [name.toLowerCase(), value]))
    assert.equal(lower['content-type'], 'image/jpeg')
    assert.equal(lower.success_action_status, '201')
    assert.equal(lower['x-amz-meta-name'], metadata['x-amz-meta-name'])
    assert.ok(['file', 'redirect', 'success_action_redirect'].every((name) => !(name in lower)))
    assert.equal(listEvents()[0]?.operation, 'upload_form')
  })

  test('Uppy 5 with its token in the path is recognised by its Accept header, and gets a PUT URL', async () => {
    const { ask6 } = await createUppyApp()
    const { body } = await ask6(`s3/params?${photo}`, { headers: { accept: 'application/json' } })
    assert.equal(body.method, 'PUT')
  })

  test('`+` and `%20` are read as spaces, and a `null`, `undefined` or empty value counts as absent', async () => {
    const { ask6 } = await createUppyApp()
    for (const query of [
      'filename=a+b.txt&type=null&metadata[a]=null&metadata[b]=',
      'filename=a%20b.txt&type=undefined',
    ]) {
      const { body } = await ask6(`s3/params?${query}`)
      assert.match(body.fields.key, /-a b\.txt$/)
      assert.equal(body.fields['Content-Type'], 'application/octet-stream')
      assert.ok(!Object.keys(body.fields).some((name) => name.toLowerCase().startsWith('x-amz-meta-')))
    }
  })

  test('a size that the web page sends is signed, checked against the token, and not stored as metadata', async () => {
    const { ask5, ask6 } = await createUppyApp({ limits: { allow: ['upload:my-bucket/in/*'], maxBytes: 1000 } })
    const query = 's3/params?filename=a&type=a/b&metadata[content_length]=999'
    const put = (await ask5(query)).body
    assert.match(put.url, /SignedHeaders=content-length%3Bcontent-type%3Bhost&/)
    assert.deepEqual(put.headers, { 'content-type': 'a/b' })
    const { conditions } = JSON.parse(Buffer.from((await ask6(query)).body.fields.policy, 'base64').toString())
    assert.ok(JSON.stringify(conditions).includes('["content-length-range",999,999]'))
    const large = await ask6(query.replace('999', '1001'))
    assert.deepEqual(
      [large.status, large.reason],
      [403, 'The token allows uploads of at most 1000 bytes; this one may have 1001.'],
    )
    const odd = await ask6(query.replace('999', 'XL'))
    assert.match(odd.reason, /^metadata\[content_length\] must be a whole number of bytes/)
  })

  test('a token that limits bytes refuses an upload without a size, and says what to do; a token with content types refuses others', async () => {
    const { ask5, listEvents } = await createUppyApp({ limits: { allow: ['upload:my-bucket/in/*'], maxBytes: 1000 } })
    const { status, body } = await ask5('s3/params?filename=a&type=a/b')
    assert.equal(status, 403)
    assert.match(body.message, /does not send the size.*setFileMeta\(id, \{ content_length: size \}\)/)
    assert.deepEqual([listEvents()[0]?.outcome, listEvents()[0]?.code], ['denied', 'token_not_allowed'])
    const types = await createUppyApp({ limits: { allow: ['upload:my-bucket/in/*'], contentTypes: ['image/*'] } })
    assert.match(
      (await types.ask6('s3/params?filename=a&type=text/html')).reason,
      /these content types only: image\/\*/,
    )
    assert.equal((await types.ask6('s3/params?filename=a&type=image/png')).status, 200)
  })

  test('a URL lives no longer than the token allows', async () => {
    const { ask5 } = await createUppyApp({ limits: { allow: ['upload:my-bucket/in/*'], maxExpiresInSeconds: 60 } })
    assert.equal((await ask5('s3/params?filename=a&type=a/b')).body.expires, 60)
  })

  test('for a store without forms, Uppy 6 gets an error that says what to do, and Uppy 5 gets a PUT URL', async () => {
    const { ask5, ask6 } = await createUppyApp({ preset: 'r2' })
    const { status, reason, body } = await ask6('s3/params?filename=a&type=a/b')
    assert.equal(status, 400)
    assert.match(reason, /takes no forms.*signRequest of @signpost\/client\/uppy/)
    assert.equal(body.error.code, 'invalid_request')
    assert.equal((await ask5('s3/params?filename=a&type=a/b')).body.method, 'PUT')
  })

  for (const [name, query, problem] of [
    ['no file name', 'type=a/b', /filename must be the name of the file/],
    ['an empty file name', 'filename=&type=a/b', /filename must be/],
    ['two file names', 'filename=a&filename=b', /filename must be/],
    ['two types', 'filename=a&type=a/b&type=c/d', /type must be/],
    ['a type that is not a media type', 'filename=a&type=png', /type must be a media type/],
    ['another bucket', 'filename=a&bucket=other', /bucket is not accepted from Uppy/],
    ['another key', 'filename=a&key_name=x', /key_name is not accepted from Uppy/],
    ['a public ACL', 'filename=a&acl=public-read', /acl is not accepted from Uppy/],
    ['the parameter max_size', 'filename=a&max_size=5', /max_size/],
    ['a header name of S3', 'filename=a&x-amz-acl=public-read', /x-amz-acl/],
    [
      'metadata under a name that no header can have',
      'filename=a&metadata[a%0d%0ab]=c',
      /metadata must have names of letters/,
    ],
    ['the same metadata twice', 'filename=a&metadata[a]=1&metadata[a]=2', /metadata\[a\] must be a single text/],
    ['a query that cannot be read', 'filename=%ff', /percent-encoding is broken/],
  ] as const) {
    test(`a request with ${name} is refused, and Uppy 6 reads why in the status line`, async () => {
      const { ask5, ask6 } = await createUppyApp()
      const [five, six] = [await ask5(`s3/params?${query}`), await ask6(`s3/params?${query}`)]
      assert.deepEqual([five.status, six.status], [400, 400])
      assert.match(six.reason, problem)
      assert.match(five.body.message.replaceAll('`', ''), problem)
      assert.equal(five.body.requestId, five.body.error.requestId)
    })
  }
})

describe('tokens that Uppy sends', () => {
  test('an API token is accepted in the header, and refused in the path', async () => {
    const { app, token } = await createUppyApp()
    const headers = { authorization: `Bearer ${token}` }
    assert.equal((await app.inject({ url: '/uppy/s3/params?filename=a', headers })).statusCode, 200)
    const { statusCode, statusMessage, body } = await app.inject({ url: `/uppy/${token}/s3/params?filename=a` })
    assert.equal(statusCode, 403)
    assert.match(statusMessage, /API token was sent in a path.*revoke it.*POST \/awss3\/client-token/)
    assert.ok(!body.includes(token))
  })

  for (const [name, path, status, problem] of [
    ['no token', '/uppy/s3/params', 401, /No token was sent.*companionEndpoint/],
    ['an empty token in the path', '/uppy//s3/params', 401, /no client token/],
    ['another word in place of the token in the path', '/uppy/secret/s3/params', 401, /no client token/],
    ['a made-up token in the path', '/uppy/ct_AbCd/s3/params', 401, /is unknown here/],
    ['a token in the query', '/uppy/s3/params?client_token=ct_AbCd', 401, /client_token/],
  ] as const) {
    test(`a request is refused with ${name}`, async () => {
      const { app } = await createUppyApp()
      const response = await app.inject({ url: path })
      assert.equal(response.statusCode, status)
      assert.match(response.statusMessage, problem)
      assert.equal(response.headers['www-authenticate'], 'Bearer')
    })
  }

  test('a token in the header is refused if it differs from the token in the path, and accepted if it is the same', async () => {
    const { ask6, token, clientToken } = await createUppyApp()
    const send = (authorization: string) => ask6('s3/params?filename=a', { headers: { authorization } })
    assert.match((await send(`Bearer ${token}`)).body.message, /differs from the token/)
    assert.equal((await send(`Bearer ${clientToken}`)).status, 200)
  })

  test('an unknown path gets 404, and the error names the path without the token', async () => {
    const { ask5, ask6, clientToken } = await createUppyApp()
    const sts = await ask5('s3/sts')
    assert.deepEqual([sts.status, sts.body.error.code], [404, 'route_not_found'])
    assert.match(sts.body.message, /nothing at this path/)
    const mistyped = await ask6('s3/param')
    assert.match(mistyped.body.message, /did you mean \/uppy\/\{client_token\}\/s3\/params\?/)
    assert.ok(!JSON.stringify([sts, mistyped]).includes(clientToken))
    assert.equal((await ask6('s3/params', { method: 'POST', payload: {} })).status, 405)
  })
})
