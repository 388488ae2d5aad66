import assert from 'node:assert/strict'
import { errorTable } from '../../src/core/error-table.ts'

/** The first answer on a connection, after it was checked against the documentation. */
export interface DocumentedAnswer {
  /** 0 if there was no answer. */
  readonly status: number
  /** The code of an error. */
  readonly code?: string
  /** From the header `x-request-id`. */
  readonly requestId?: string
  /** Whether it has signed URLs or forms. */
  readonly isSigned: boolean
}

interface Body {
  readonly data?: object
  readonly error?: { code: string; status: number; message: string; requestId: string; docs: string }
}

/** Content types of pages and documents, which are not the API's JSON. */
const pageTypes = /^(text\/(html|plain|markdown|javascript)|application\/(openapi\+json|javascript)|image\/)/

/**
 * Reads the answer to a made-up request.
 * @param about names the request in error messages
 * @throws AssertionError when the answer is an internal error, or not in the documented form
 */
export function readDocumentedAnswer(bytes: Buffer, about: string): DocumentedAnswer {
  const text = bytes.toString('utf8')
  const where = `${about} → ${text.slice(0, 600)}`
  const answer = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  if (answer === '') return { status: 0, isSigned: false }
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1])
  // An error of the store is not an error of the gateway.
  assert.ok((status >= 200 && status < 500) || status === 502, where)
  const split = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, split)
  const read = (name: string) => new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1] ?? ''
  // If a mutation separates the body from its request, the server reads the body as a second request, and answers it.
  const body = Buffer.from(answer.slice(split + 4)).toString('utf8', 0, Number(read('content-length')))
  const type = read('content-type').toLowerCase()
  const requestId = read('x-request-id')
  if (body === '' || status === 204 || status === 304 || pageTypes.test(type)) {
    return { status, requestId, isSigned: false }
  }
  assert.match(type, /^application\/json/, where)
  const { data, error } = JSON.parse(body) as Body
  if (status < 400) {
    assert.equal(error, undefined, where)
    return { status, requestId, isSigned: /Signature/.test(JSON.stringify(data)) }
  }
  assert.ok(error !== undefined && error.code in errorTable, where)
  assert.equal(error.status, status, where)
  if (status === 502) assert.equal(error.code, 'store_error', where)
  assert.equal(errorTable[error.code as keyof typeof errorTable].status, status, where)
  assert.ok(error.message.length > 0 && error.requestId.length > 0 && error.docs.includes(`#${error.code}`), where)
  return { status, code: error.code, requestId, isSigned: false }
}
