import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScriptedGate } from '../../test/samples/scripted-gate.ts'
import { listObjects } from './list-objects.ts'

const lister = (...allow: string[]) => ({ token: { limits: { allow } } })

const page = `<ListBucketResult>
  <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>tök/en==</NextContinuationToken>
  <Contents><Key>in/a+b%2Bc%00.txt</Key><Size>5</Size><ETag>&quot;e&quot;</ETag>
    <LastModified>2026-01-15T12:03:41.617Z</LastModified></Contents>
  <Contents><Key>in/../x</Key><Size>0</Size></Contents>
  <CommonPrefixes><Prefix>in/2025/</Prefix></CommonPrefixes></ListBucketResult>`

test('a page of a listing, with keys decoded', async () => {
  const { ask, asked, events } = createScriptedGate({ ListObjectsV2: { xml: page } }, lister('list:my-bucket/in*'))

  const { nextCursor, ...result } = await ask(listObjects, {
    bucket: 'my-bucket',
    prefix: 'in/',
    delimiter: '/',
    limit: '3',
    request_payer: 'requester',
  })

  assert.deepEqual(result, {
    objects: [
      {
        key: 'in/a b+c\0.txt',
        size: 5,
        etag: '"e"',
        lastModified: '2026-01-15T12:03:41Z',
        problem: 'A key must not contain a NUL character: S3 cannot list such a key, and stores refuse it',
      },
      {
        key: 'in/../x',
        size: 0,
        problem: 'A key must not contain a "." or ".." segment: clients collapse it and would request another object',
      },
    ],
    prefixes: ['in/2025/'],
  })
  const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': '3', prefix: 'in/', delimiter: '/' }
  assert.deepEqual(asked[0]?.query, query)
  assert.deepEqual(asked[0]?.headers, { 'x-amz-request-payer': 'requester' })
  assert.deepEqual([events[0]?.action, events[0]?.key, events[0]?.expiresInSeconds], ['list', 'in/', undefined])

  const cursor = String(nextCursor)
  await ask(listObjects, { bucket: 'my-bucket', prefix: 'in/', delimiter: '/', cursor })
  assert.equal(asked[1]?.query?.['continuation-token'], 'tök/en==')
  for (const other of [{ prefix: 'in/2' }, { prefix: 'in' }, { delimiter: '-' }]) {
    await assert.rejects(ask(listObjects, { bucket: 'my-bucket', prefix: 'in/', delimiter: '/', cursor, ...other }), {
      code: 'invalid_request',
      details: [
        {
          parameter: 'cursor',
          message:
            '`cursor` belongs to another listing: send the `nextCursor` of an answer, with the same bucket, prefix and delimiter',
        },
      ],
    })
  }
  await assert.rejects(
    ask(listObjects, { bucket: 'my-bucket', prefix: 'in/', delimiter: '/', cursor: `${cursor}-_-_` }),
    {
      code: 'invalid_request',
    },
  )
  assert.equal(asked.length, 2)
})

for (const { allow, prefix, message } of [
  { allow: ['*:*'], prefix: 'incoming/', message: /none of its rules covers/ },
  { allow: undefined, prefix: 'incoming/', message: /needs a rule that names this action, such as list:my-bucket/ },
  {
    allow: ['list:my-bucket/incoming/*'],
    prefix: undefined,
    message: /only with a `prefix` that begins with incoming\//,
  },
  {
    allow: ['list:my-bucket/incoming/*'],
    prefix: 'incoming',
    message: /only with a `prefix` that begins with incoming\//,
  },
  {
    allow: ['list:my-bucket/a/*', 'list:my-*/b*'],
    prefix: 'c',
    message: /only with a `prefix` that begins with a\/ or b\.$/,
  },
  { allow: ['list:other-bucket/*'], prefix: 'incoming/', message: /none of its rules covers/ },
]) {
  test(`${allow ?? 'no rule'} does not list ${prefix ?? 'the whole bucket'}`, async () => {
    const { ask } = createScriptedGate({}, allow === undefined ? {} : lister(...allow))
    const text = { bucket: 'my-bucket', ...(prefix === undefined ? {} : { prefix }) }

    await assert.rejects(ask(listObjects, text), { code: 'token_not_allowed', message })
  })
}

test('a listing with keys outside the prefix is refused as an error of the store', async () => {
  const xml = '<ListBucketResult><Contents><Key>secret/x</Key><Size>1</Size></Contents></ListBucketResult>'
  const { ask } = createScriptedGate({ ListObjectsV2: { xml } }, lister('list:my-bucket/in/*'))

  await assert.rejects(ask(listObjects, { bucket: 'my-bucket', prefix: 'in/' }), { code: 'store_error' })
})

test('a store that does not say how to continue gets a warning that there are more objects', async () => {
  const xml = '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'
  const { ask } = createScriptedGate({ ListObjectsV2: { xml } }, lister('list:*'))

  const result = await ask(listObjects, { bucket: 'my-bucket' })
  assert.ok(!('nextCursor' in result))
  assert.match(String(result.warnings), /There are more objects/)
})

test('a continuation token that the store cannot read is reported as a wrong cursor', async () => {
  const first = createScriptedGate({ ListObjectsV2: { xml: page } }, lister('list:*'))
  const { nextCursor } = await first.ask(listObjects, { bucket: 'my-bucket', prefix: 'in/' })
  const xml = '<Error><Code>InvalidArgument</Code></Error>'
  const { ask } = createScriptedGate({ ListObjectsV2: { status: 400, xml } }, lister('list:*'))

  const text = { bucket: 'my-bucket', prefix: 'in/', cursor: String(nextCursor) }
  await assert.rejects(ask(listObjects, text), { code: 'invalid_request' })
  await assert.rejects(ask(listObjects, { bucket: 'my-bucket' }), { code: 'store_error' })
})
