import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { operations } from '../../src/operations/registry.ts'
import { type DocumentedOperation, type Params, placeParams } from '../samples/document-operations.ts'
import { findDeviations } from '../samples/document-responses.ts'
import { type ImportedRequest, importIntoBruno, importIntoPostman } from '../samples/imported-requests.ts'
import { documentPaths, read, startDocumentedGateway } from '../servers/documented-gateway.ts'

// Postman's and Bruno's own converters turn the documents into requests. The tests send them as these tools would.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const gateway = stack.use(await startDocumentedGateway())

/** The headers that each tool adds to a request. */
const postmanHeaders = { 'User-Agent': 'PostmanRuntime/7.43.0', 'Cache-Control': 'no-cache', 'Postman-Token': 'a-uuid' }
const brunoHeaders = { 'User-Agent': 'bruno-runtime/2.3.0', Accept: 'application/json, text/plain, */*' }

const imports = [
  {
    name: 'Postman with its default settings',
    run: (document: string) => importIntoPostman(document, {}),
    headers: postmanHeaders,
    // Postman turns every optional parameter on, whatever the document says.
    sendsOptional: true,
  },
  {
    name: 'Postman, set to use examples and to leave optional parameters off',
    run: (document: string) =>
      importIntoPostman(document, { parametersResolution: 'Example', enableOptionalParameters: false }),
    headers: postmanHeaders,
    sendsOptional: false,
  },
  { name: 'Bruno', run: importIntoBruno, headers: brunoHeaders, sendsOptional: false },
]

for (const path of documentPaths) {
  const documented = gateway.documents[path]
  const document = await (await fetch(gateway.url + path)).text()

  for (const { name, run, headers, sendsOptional } of imports) {
    let imported: ReturnType<typeof run> | undefined
    const importOnce = () => (imported ??= run(document))

    test(`${path}, ${name}: every request gets its documented answer: 200, or 404 until it names an existing upload`, async () => {
      const collection = await importOnce()
      assert.equal(collection.baseUrl, gateway.url)
      assert.match(collection.tokenVariable, /^\{\{\w+\}\}$/)
      assert.equal(collection.requests.length, operations.length)
      for (const request of collection.requests) {
        const operation = findOperation(documented, request)
        const namesUpload = [...request.pathParams, ...request.query].some((param) => param.name === 'upload_id')
        await gateway.restoreObject()
        assert.equal(await check(operation, request, headers), namesUpload ? 404 : 200)
        if (!namesUpload) continue
        const { upload_id } = await gateway.prepare(listSent(request))
        assert.equal(await check(operation, fill(request, 'upload_id', String(upload_id)), headers), 200)
      }
    })

    test(`${path}, ${name}: every optional parameter that the tool sends is empty or has its default value`, async () => {
      for (const request of (await importOnce()).requests) {
        const { parameters } = findOperation(documented, request)
        const optional = request.query.filter((param) => param.isOn && !isRequired(parameters, param.name))
        for (const { name: parameter, value } of optional) {
          const usual = parameters.find((one) => one.name === parameter)?.schema.default
          if (usual === undefined) assert.ok(sendsOptional && value === '', `${parameter}=${value}`)
          else assert.equal(value, String(usual), parameter)
        }
      }
    })
  }

  for (const operation of documented) {
    test(`${path}: ${operation.name}: the example of each optional parameter works`, async () => {
      const [least = {}] = operation.examples
      await gateway.restoreObject()
      // The parameters of an upload need `type=upload`.
      const types = operation.parameters.some(({ name }) => name === 'type') ? [{}, { type: 'upload' }] : [{}]
      for (const { name, required, example } of operation.parameters) {
        if (required || example === undefined) continue
        if (operation.method === 'DELETE') await gateway.restoreObject()
        const tried = types.map((type) => ({ ...least, ...type, [name]: example }))
        const answers = await Promise.all(tried.map(async (params) => ask(operation, params)))
        assert.ok(answers.includes(name === 'redirect' ? 302 : 200), `${name}: ${answers.join(', ')}`)
      }
    })
  }
}

async function ask(operation: DocumentedOperation, params: Params): Promise<number> {
  return (await gateway.check(operation, placeParams(operation, await gateway.prepare(params)))).status
}

async function check(
  operation: DocumentedOperation,
  { method, path, pathParams, query, headers, body }: ImportedRequest,
  toolHeaders: Readonly<Record<string, string>>,
): Promise<number> {
  const target = pathParams.reduce((url, { name, value }) => url.replace(`{${name}}`, encodeURIComponent(value)), path)
  const sent = query.filter(({ isOn }) => isOn).map(({ name, value }) => `${name}=${value}`)
  // Both tools leave the rest of the encoding to a URL parser.
  const url = new URL(`${gateway.url}${target}${sent.length === 0 ? '' : `?${sent.join('&')}`}`)
  const authorization = { Authorization: `Bearer ${gateway.token}` }
  const init = { method, headers: { ...toolHeaders, ...headers, ...authorization }, redirect: 'manual' as const }
  const answer = await read(await fetch(url, body === undefined ? init : { ...init, body }))
  const about = `${method} ${url.pathname}${url.search}: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 600)}`
  assert.deepEqual(findDeviations(operation.responses[answer.status], answer), [], about)
  if (answer.status === 200)
    assert.equal((answer.body as { data: { warnings?: unknown } }).data.warnings, undefined, about)
  return answer.status
}

function findOperation(documented: readonly DocumentedOperation[], { method, path }: ImportedRequest) {
  return documented.find((one) => one.method === method && one.path === path) ?? assert.fail(`${method} ${path}`)
}

function isRequired(parameters: DocumentedOperation['parameters'], name: string): boolean {
  return parameters.some((one) => one.name === name && one.required)
}

function listSent({ pathParams, query, body }: ImportedRequest): Params {
  const params = [...pathParams, ...query.filter(({ isOn }) => isOn)]
  return { ...Object.fromEntries(params.map(({ name, value }) => [name, value])), ...JSON.parse(body ?? '{}') }
}

/** Fills in a parameter, as a user does where the tool shows it. */
function fill(request: ImportedRequest, name: string, value: string): ImportedRequest {
  const set = (params: ImportedRequest['query']) => params.map((one) => (one.name === name ? { ...one, value } : one))
  return { ...request, pathParams: set(request.pathParams), query: set(request.query) }
}
