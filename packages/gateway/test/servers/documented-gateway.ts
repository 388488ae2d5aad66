import assert from 'node:assert/strict'
import { Validator } from '@seriousme/openapi-schema-validator'
import {
  type DocumentedOperation,
  type DocumentedRequest,
  listDocumentedOperations,
  type Params,
  toTexts,
} from '../samples/document-operations.ts'
import { type Answer, findDeviations } from '../samples/document-responses.ts'
import { findFreePort } from './free-port.ts'
import { startGateway } from './gateway-process.ts'
import { makeTempDir } from './temp-dir.ts'

/** The documents in which a gateway describes its operations. */
export const documentPaths = ['/awss3/openapi', '/awss3/definition'] as const

/** A gateway with a sandbox and without rate limits, and the content of its documents. */
export interface DocumentedGateway extends AsyncDisposable {
  readonly url: string
  readonly token: string
  /** The operations by the document's path. */
  readonly documents: Readonly<Record<(typeof documentPaths)[number], readonly DocumentedOperation[]>>
  /** Sends a request. */
  send(operation: DocumentedOperation, request: DocumentedRequest, init?: RequestInit): Promise<Answer>
  /**
   * Sends a request and checks the answer against the document.
   * @param init by default the token, and the body as JSON where the operation has one
   */
  check(operation: DocumentedOperation, request: DocumentedRequest, init?: RequestInit): Promise<Answer>
  /** Uploads the object of the examples again. */
  restoreObject(): Promise<void>
  /** Makes the resource that parameters name: for a multipart upload, an upload with its first part. */
  prepare(params: Params): Promise<Params>
}

/** The object of the examples. The example of DELETE deletes it. */
const exampleObject = { bucket: 'my-bucket', key_name: 'videos/intro.mp4' }

/** Starts the gateway with its own public URL, and asserts that every document is valid OpenAPI. */
export async function startDocumentedGateway(): Promise<DocumentedGateway> {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  const rates = ['RATE_LIMIT', 'CHANGE_RATE_LIMIT', 'BAD_TOKEN_RATE_LIMIT']
  const port = String(await findFreePort())
  const env = {
    ...Object.fromEntries(rates.map((name) => [`SIGNPOST_${name}`, 'off'])),
    SIGNPOST_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SIGNPOST_LOG_LEVEL: 'error',
  }
  const gateway = stack.use(await startGateway({ dataDir: dir.path, args: ['--sandbox', '--port', port], env }))
  const { url, sandbox } = gateway.report
  const token = sandbox?.token ?? ''
  const [openapi, definition] = await Promise.all(documentPaths.map((path) => readDocument(url + path)))

  async function send(operation: DocumentedOperation, request: DocumentedRequest, init?: RequestInit) {
    const query = request.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    const sent = init ?? createInit(operation, request, token)
    const { method } = operation
    return read(await fetch(`${url}${request.path}?${query.join('&')}`, { method, redirect: 'manual', ...sent }))
  }

  async function ask(method: string, path: string, params: Params) {
    const query = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => toTexts(name, value)))
    const response = await fetch(`${url}${path}?${query}`, { method, headers: { authorization: `Bearer ${token}` } })
    const { data } = (await response.json()) as { data: Readonly<Record<string, unknown>> }
    assert.equal(response.status, 200)
    return data
  }

  async function upload(signedUrl: unknown, body: string) {
    assert.equal((await fetch(String(signedUrl), { method: 'PUT', body })).status, 200)
  }

  return {
    ...{ url, token, documents: { '/awss3/openapi': openapi ?? [], '/awss3/definition': definition ?? [] }, send },
    async check(operation, request, init) {
      const answer = await send(operation, request, init)
      const about = `${answer.status} ${JSON.stringify(request)} ${JSON.stringify(answer.body)?.slice(0, 600)}`
      assert.deepEqual(findDeviations(operation.responses[answer.status], answer), [], about)
      return answer
    },
    async restoreObject() {
      const { signedUrl } = await ask('GET', '/awss3/signed-url/for-upload', exampleObject)
      await upload(signedUrl, 'a video')
    },
    async prepare(params) {
      if (params.upload_id === undefined) return params
      const { bucket, key_name } = params
      const { uploadId, parts } = await ask('POST', '/awss3/multipart', { bucket, key_name })
      await upload((parts as readonly { readonly signedUrl: string }[])[0]?.signedUrl, 'a part')
      return { ...params, upload_id: uploadId }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** The part of a request beside path and query: the token, if there is one, and the body as JSON. */
export function createInit(
  { contentTypes }: DocumentedOperation,
  { body }: DocumentedRequest,
  token: string | undefined,
): RequestInit {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  if (contentTypes.length === 0) return { headers }
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Reads an answer with its status, headers and body. */
export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

async function readDocument(url: string): Promise<readonly DocumentedOperation[]> {
  const validator = new Validator()
  const { valid, errors } = await validator.validate((await (await fetch(url)).json()) as Record<string, unknown>)
  assert.equal(valid, true, JSON.stringify(errors))
  return listDocumentedOperations(validator.resolveRefs() as object)
}
