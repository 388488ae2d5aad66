import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import fc from 'fast-check'
import { findMeaning } from '../../src/gate/parameter-names.ts'
import {
  arbitraryFaultyQuery,
  arbitraryValidQuery,
  type DocumentedParameter,
  type Query,
} from '../samples/document-requests.ts'
import { type Answer, type DocumentedResponse, findDeviations } from '../samples/document-responses.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface DocumentedOperation {
  readonly operationId: string
  readonly requestBody?: object
  readonly parameters: readonly DocumentedParameter[]
  readonly responses: Readonly<Record<string, DocumentedResponse>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
}

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const gateway = stack.use(
  await startGateway({
    dataDir: dir.path,
    args: ['--sandbox'],
    env: {
      SIGNPOST_RATE_LIMIT: 'off',
      SIGNPOST_CHANGE_RATE_LIMIT: 'off',
      SIGNPOST_BAD_TOKEN_RATE_LIMIT: 'off',
      SIGNPOST_LOG_LEVEL: 'error',
    },
  }),
)
const { url: origin, sandbox } = gateway.report
const authorization = `Bearer ${sandbox?.token}`
const documents = {
  '/awss3/openapi': await readDocument('/awss3/openapi'),
  '/awss3/definition': await readDocument('/awss3/definition'),
}

/** The object of the examples, which the one of DELETE takes away. */
const exampleObject = 'bucket=my-bucket&key_name=videos/intro.mp4'

beforeEach(async () => {
  const url = `${origin}/awss3/signed-url/for-upload?${exampleObject}`
  const { data } = (await (await fetch(url, { headers: { authorization } })).json()) as { data: { signedUrl: string } }
  assert.equal((await fetch(data.signedUrl, { method: 'PUT', body: 'a video' })).status, 200)
})

/** Parameters of which a schema cannot say everything: some values that fit it are refused, with the reason. */
const looselyDescribed = [
  ...['bucket', 'key_name', 'prefix', 'delimiter', 'cursor', 'version_id', 'content_md5', 'checksum_sha256'],
  ...['checksum_sha1', 'checksum_crc32', 'checksum_crc32c', 'checksum_crc64nvme', 'response_expires'],
]

for (const [documentPath, document] of Object.entries(documents)) {
  for (const { path, method, operation } of listOperations(document)) {
    const name = `${documentPath}: ${operation.operationId}`
    const required = operation.parameters.filter((parameter) => parameter.required)
    const example: Query = required.map((parameter) => [parameter.name, String(parameter.example)])

    const { responses } = operation

    /** Sends a request and holds the answer against the document. */
    async function check(query: Query, headers: Readonly<Record<string, string>> = { authorization }): Promise<Answer> {
      const answer = await send(`${method} ${path}`, query, headers)
      const response = responses[answer.status]
      assert.deepEqual(findDeviations(response, answer), [], `${answer.status} ${JSON.stringify(query)}`)
      return answer
    }

    test(`${name}: the documented examples are answered with 200`, async () => {
      const all: Query = operation.parameters.flatMap(({ name: parameter, example: value }) =>
        value === undefined ? [] : [[parameter, String(value)] as const],
      )

      for (const query of [example, all]) assert.equal((await check(query)).status, 200)
    })

    test(`${name}: what fits the schemas is answered as documented`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryValidQuery(operation.parameters), async (query) => {
          const { status, body } = await check(query)

          if (status === 400) for (const detail of listDetails(body)) assertBeyondSchema(detail)
        }),
        { numRuns: 150 },
      )
    })

    test(`${name}: what fits the schemas of an existing bucket and a plain key is answered with 200`, async () => {
      const others = operation.parameters.filter(
        (parameter) => ![...looselyDescribed, 'credential'].includes(parameter.name),
      )
      const answered = new Map<number, number>()

      await fc.assert(
        fc.asyncProperty(arbitraryValidQuery(others), async (query) => {
          const { status, body } = await check([...example, ...query])

          if (status === 400) for (const detail of listDetails(body)) assertBeyondSchema(detail)
          else assert.equal(status, query.some(([name, value]) => name === 'redirect' && value === 'true') ? 302 : 200)
          answered.set(status, (answered.get(status) ?? 0) + 1)
        }),
        { numRuns: 100 },
      )
      assert.ok((answered.get(200) ?? 0) > 20, JSON.stringify([...answered]))
    })

    test(`${name}: what does not fit a schema is answered with 400, and names the parameter`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryFaultyQuery(operation.parameters), async ({ query, faulty }) => {
          const { status, body } = await check(query)

          assert.equal(status, 400)
          assert.deepEqual(
            listDetails(body).map(({ parameter }) => parameter),
            [faulty],
          )
        }),
        { numRuns: 200 },
      )
    })

    test(`${name}: an unknown parameter is answered with 200 and a warning`, async () => {
      const names = operation.parameters.map((parameter) => parameter.name)
      const unknown = fc
        .string({ minLength: 1 })
        .filter((text) => findMeaning(text, names) === undefined && !/^(api_token$|key_name\/)/.test(text))

      await fc.assert(
        fc.asyncProperty(unknown, fc.string(), async (unknownName, value) => {
          const { status, body } = await check([...example, [unknownName, value]])

          assert.equal(status, 200)
          assert.equal((body as { data: { warnings: string[] } }).data.warnings.length, 1)
        }),
        { numRuns: 60 },
      )
    })

    test(`${name}: both ways to send the token are taken, and no token is a documented 401`, async () => {
      assert.equal((await check([...example, ['api_token', sandbox?.token ?? '']], {})).status, 200)
      assert.equal((await check(example, {})).status, 401)
      assert.equal((await check(example, { authorization: 'Bearer at_unknown' })).status, 401)
    })

    test(`${name}: a bucket that does not exist is a documented 404`, async () => {
      const query = example.map(
        ([parameter, value]) => [parameter, parameter === 'bucket' ? 'no-such-bucket-here' : value] as const,
      )

      assert.equal((await check(query)).status, 404)
    })

    test(`${name}: a query that cannot be decoded is a documented 400`, async () => {
      const answer = await read(await fetch(`${origin}${path}?bucket=%ff`, { method, headers: { authorization } }))

      assert.equal(answer.status, 400)
      assert.deepEqual(findDeviations(operation.responses[400], answer), [])
    })
  }
}

test('a request past the rate is a documented 429', async () => {
  using other = makeTempDir()
  await using limited = await startGateway({
    dataDir: other.path,
    args: ['--sandbox'],
    env: { SIGNPOST_RATE_LIMIT: '1/h:2' },
  })
  const operation = documents['/awss3/openapi'].paths['/awss3/signed-url']?.get ?? assert.fail()
  const url = `${limited.report.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt`
  const headers = { authorization: `Bearer ${limited.report.sandbox?.token}` }

  const statuses: number[] = []
  for (let count = 0; count < 3; count++) {
    const answer = await read(await fetch(url, { headers }))
    statuses.push(answer.status)
    assert.deepEqual(findDeviations(operation.responses[answer.status], answer), [])
    assert.ok(answer.headers.has('ratelimit') && answer.headers.has('ratelimit-policy'))
  }

  assert.deepEqual(statuses, [200, 200, 429])
})

async function readDocument(path: string): Promise<Document> {
  const response = await fetch(`${origin}${path}`)
  const validator = new Validator()
  const { valid, errors } = await validator.validate((await response.json()) as Record<string, unknown>)
  assert.equal(valid, true, JSON.stringify(errors))
  return validator.resolveRefs() as unknown as Document
}

/**
 * Those whose parameters are all in the query, and that need no upload that was begun; `operation-with-body.test.ts` and the
 * tests of multipart uploads have the others.
 */
function listOperations({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(
        ([, { requestBody, parameters }]) =>
          requestBody === undefined && !parameters.some((one) => one.in === 'path' || one.name === 'upload_id'),
      )
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
}

/** @param target method and path */
async function send(target: string, query: Query, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const [method = '', path] = target.split(' ')
  const encoded = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return read(await fetch(`${origin}${path}?${encoded.join('&')}`, { method, headers, redirect: 'manual' }))
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** What a schema does not say is refused with the reason: a parameter's grammar, or what goes together. */
function assertBeyondSchema({ parameter, message }: Detail): void {
  const isCombination = /applies to|must be left out|needs `|together/.test(message)
  assert.ok(isCombination || looselyDescribed.includes(parameter), message)
}

interface Detail {
  readonly parameter: string
  readonly message: string
}

function listDetails(body: unknown): readonly Detail[] {
  return (body as { error: { details?: readonly Detail[] } }).error.details ?? []
}
