import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { operations } from '../../src/operations/registry.ts'
import { placeParams, toTexts } from '../samples/document-operations.ts'
import { arbitraryParams } from '../samples/document-requests.ts'
import { findDeviations } from '../samples/document-responses.ts'
import { listRefinedNames } from '../samples/refined-names.ts'
import { createInit, documentPaths, read, startDocumentedGateway } from '../servers/documented-gateway.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// The gateway keeps what its documents promise. They contain every operation of the registry, so a new operation is
// tested without a change here.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const gateway = stack.use(await startDocumentedGateway())
const { token, prepare } = gateway

beforeEach(() => gateway.restoreObject())

/** Parameters that name something that has to exist, or that the store has to know. No schema can list the valid values. */
const namesOfThings = ['credential', 'cursor', 'version_id', 'upload_id', 'parts', 'storage_class']

/** Parameters whose schema cannot say everything. The gateway refuses some values that match it, with the reason. */
const looselyDescribed = [...namesOfThings, ...listRefinedNames(operations)]

for (const documentPath of documentPaths) {
  const documented = gateway.documents[documentPath]

  test(`${documentPath} has exactly the operations of the registry`, () => {
    assert.deepEqual(documented.map(({ name }) => name).sort(), operations.map(({ name }) => name).sort())
  })

  for (const operation of documented) {
    const name = `${documentPath}: ${operation.name}`
    const { parameters, examples, contentTypes } = operation
    const [example = {}] = examples

    test(`${name}: the documented examples are answered with 200`, async () => {
      for (const params of examples) {
        const { status } = await gateway.check(operation, placeParams(operation, await prepare(params)))
        assert.equal(status, 200)
      }
    })

    test(`${name}: a body that may be a form is accepted as a form, and in the query`, async () => {
      if (!contentTypes.includes('application/x-www-form-urlencoded')) return
      const { path, query, body } = placeParams(operation, await prepare(example))
      const texts = Object.entries(body).flatMap(([parameter, value]) => toTexts(parameter, value))
      const headers = { authorization: `Bearer ${token}` }
      const asForm = await gateway.check(
        operation,
        { path, query, body },
        { headers, body: new URLSearchParams(texts) },
      )
      assert.equal(asForm.status, 200)
      const asQuery = await gateway.check(operation, { path, query: [...query, ...texts], body: {} }, { headers })
      assert.equal(asQuery.status, 200)
    })

    test(`${name}: parameters that match the schemas get a documented answer, and 400 only for a reason beyond the schemas`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryParams(parameters), async (params) => {
          const { status, body } = await gateway.check(operation, placeParams(operation, params))

          if (status === 400) for (const detail of listDetails(body)) assertBeyondSchema(detail)
        }),
        { numRuns: 25 },
      )
    })

    test(`${name}: for an existing bucket and a plain key, parameters that match the schemas get 200 (302 with redirect), or 400 for a reason beyond the schemas`, async () => {
      const others = parameters.filter((one) => !looselyDescribed.includes(one.name) && example[one.name] === undefined)
      let answered = 0

      await fc.assert(
        fc.asyncProperty(arbitraryParams(others), async (params) => {
          const request = placeParams(operation, await prepare({ ...example, ...params }))
          const { status, body } = await gateway.check(operation, request)

          if (status === 400) for (const detail of listDetails(body)) assertBeyondSchema(detail)
          else assert.equal(status, params.redirect === true ? 302 : 200, JSON.stringify([request, body]))
          if (status === 200) answered++
        }),
        { numRuns: 20 },
      )
      assert.ok(answered >= 4, `only ${answered} answers with 200`)
    })

    test(`${name}: the token is accepted in the query, and a missing or unknown token gets a documented 401`, async () => {
      const { path, query, body } = placeParams(operation, await prepare(example))
      const request = { path, query: [...query, ['api_token', token] as const], body }
      assert.equal((await gateway.check(operation, request, createInit(operation, request, undefined))).status, 200)
      for (const wrong of [undefined, 'at_unknown']) {
        const without = { path, query, body }
        assert.equal((await gateway.check(operation, without, createInit(operation, without, wrong))).status, 401)
      }
    })

    test(`${name}: a bucket that does not exist gets a documented 404`, async () => {
      const text = JSON.stringify(await prepare(example))
      const renamed = text.replaceAll('"bucket":"my-bucket"', '"bucket":"no-such-bucket-here"')
      if (renamed === text) return
      const { status, body } = await gateway.check(operation, placeParams(operation, JSON.parse(renamed)))

      // A batch has an answer for each entry.
      const { results } = (body as { data?: { results?: { error?: { status: number } }[] } }).data ?? {}
      for (const one of results?.map(({ error }) => error?.status) ?? [status]) assert.equal(one, 404)
    })
  }
}

test('a request beyond the rate gets a documented 429', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_RATE_LIMIT: '1/h:2' }
  await using limited = await startGateway({ dataDir: dir.path, args: ['--sandbox'], env })
  const documented = gateway.documents['/awss3/openapi'].find(({ path }) => path === '/awss3/signed-url')
  const url = `${limited.report.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt`
  const headers = { authorization: `Bearer ${limited.report.sandbox?.token}` }

  const statuses: number[] = []
  for (let count = 0; count < 3; count++) {
    const answer = await read(await fetch(url, { headers }))
    statuses.push(answer.status)
    assert.deepEqual(findDeviations(documented?.responses[answer.status], answer), [])
    assert.ok(answer.headers.has('ratelimit') && answer.headers.has('ratelimit-policy'))
  }

  assert.deepEqual(statuses, [200, 200, 429])
})

interface Detail {
  readonly parameter: string
  readonly message: string
}

/** Asserts that a refusal has a reason beyond the schemas: a parameter's grammar, a combination, or what the store lacks. */
function assertBeyondSchema({ parameter, message }: Detail): void {
  const reasons =
    /applies to|cannot be used: |must be left out|must not be above|needs `|together|is required: in the entry|or more for this `size`/
  const names = parameter.match(/[a-z_][a-z_0-9]*/g) ?? []
  assert.ok(reasons.test(message) || names.some((name) => looselyDescribed.includes(name)), message)
}

function listDetails(body: unknown): readonly Detail[] {
  return (body as { error: { details?: readonly Detail[] } }).error.details ?? []
}
