import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { findMeaning } from '../../src/gate/parameter-names.ts'
import { operations } from '../../src/operations/registry.ts'
import { placeParams } from '../samples/document-operations.ts'
import { arbitraryFaultyRequest } from '../samples/document-requests.ts'
import { findDeviations } from '../samples/document-responses.ts'
import { documentPaths, read, startDocumentedGateway } from '../servers/documented-gateway.ts'

// Every operation of the registry, whatever its method and body, refuses what the documents do not allow.

const json = 'application/json'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const gateway = stack.use(await startDocumentedGateway())
beforeEach(() => gateway.restoreObject())

const authorization = `Bearer ${gateway.token}`

for (const documentPath of documentPaths) {
  for (const operation of gateway.documents[documentPath]) {
    const name = `${documentPath}: ${operation.name}`
    const { method, parameters, examples, contentTypes, responses } = operation
    const [example = {}] = examples
    const takesBody = contentTypes.length > 0
    const isStrict = operations.find((one) => one.name === operation.name)?.isStrict === true

    const hasSchemas = parameters.length > 0 || takesBody
    if (hasSchemas)
      test(`${name}: a value that does not match its schema gets 400, and the error names the parameter`, async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryFaultyRequest(operation), async ({ request, faulty }) => {
            const { status, body } = await gateway.check(operation, request)

            assert.equal(status, 400, JSON.stringify(request))
            const { details } = (body as { error: { details: readonly { readonly parameter: string }[] } }).error
            // For a map, the error may name the entry.
            const named = details.map(({ parameter }) => (parameter.startsWith(`${faulty}.`) ? faulty : parameter))
            assert.deepEqual(named, [faulty], JSON.stringify(body))
          }),
          // Each operation is in both documents.
          { numRuns: 50 },
        )
      })

    test(`${name}: an unknown parameter is ${isStrict ? 'refused unless it is empty' : 'answered with 200 and a warning'}`, async () => {
      const names = parameters.map((parameter) => parameter.name)
      const unknown = fc
        .string({ minLength: 1 })
        .filter((text) => findMeaning(text, names) === undefined && !isReadAsAnother(text, names))

      await fc.assert(
        fc.asyncProperty(unknown, fc.string(), async (unknownName, value) => {
          const { path, query, body } = placeParams(operation, await gateway.prepare(example))
          const inQuery = { path, query: [...query, [unknownName, value] as const], body }
          const inBody = { path, query, body: { ...body, [unknownName]: value } }
          const request = takesBody && value.length % 2 === 0 ? inBody : inQuery
          const answer = await gateway.check(operation, request)

          // Nobody relies on an empty parameter, so it gets a warning at most.
          const isRefused = isStrict && value !== ''
          assert.equal(answer.status, isRefused ? 400 : 200, JSON.stringify([request, answer.body]))
          if (isRefused) return
          const { warnings } = (answer.body as { data: { warnings: readonly string[] } }).data
          const said = warnings.filter((warning) => warning.includes('is ignored'))
          assert.equal(said.length, 1, String(warnings))
        }),
        { numRuns: 10 },
      )
    })

    test(`${name}: a query or body that cannot be read gets a documented 400, 413 or 415`, async () => {
      const url = `${gateway.url}${placeParams(operation, example).path}`
      const bodies = [
        [400, json, '{"bucket":"a","bucket":"b"}'],
        [400, json, '{"bucket":'],
        [400, json, '[]'],
        [413, json, JSON.stringify({ padding: 'x'.repeat(256 * 1024) })],
        [415, 'application/xml', '<a/>'],
      ] as const
      const tries: readonly (readonly [number, string, RequestInit])[] = [
        [400, `${url}?bucket=%ff`, { headers: { authorization } }],
        ...(takesBody ? bodies : []).map(
          ([status, type, body]) => [status, url, { headers: { authorization, 'content-type': type }, body }] as const,
        ),
      ]
      for (const [status, target, init] of tries) {
        const answer = await read(await fetch(target, { method, ...init }))
        assert.equal(answer.status, status)
        assert.deepEqual(findDeviations(responses[status], answer), [])
      }
    })
  }
}

/** Whether the gateway reads a name as another one: `api_token` is the token; before a `/` or `[` may stand a parameter. */
function isReadAsAnother(text: string, names: readonly string[]): boolean {
  return text === 'api_token' || names.some((name) => text.startsWith(`${name}/`) || text.startsWith(`${name}[`))
}
