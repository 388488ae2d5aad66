import type { S3Client } from './s3-client.ts'
import { findErrorCode } from './s3-error.ts'
import type { S3Response } from './s3-request.ts'

/** The request that a web page wants to send. */
export interface PageRequest {
  readonly url: string
  /** The origin of the page, as browsers send it. */
  readonly origin: string
  readonly method: string
  /** The headers that a browser asks permission for, in lowercase; `content-type` is one of them for a type that no form can send. */
  readonly headers: readonly string[]
}

/** What a browser concludes from the answer to a preflight. */
export interface PreflightResult {
  readonly isAllowed: boolean
  /** `403 AccessForbidden`, or what is wrong with a 200. */
  readonly observed: string
  /** Names, in lowercase, of the response headers that the page may read, where the preflight already lists them. */
  readonly exposed: readonly string[]
}

const limits = { timeoutMs: 5000, maxBodyBytes: 64 * 1024 }

/**
 * Asks a store whether a web page may send a request, as a browser does before it sends the request.
 * Fetch standard, "CORS-preflight fetch" (https://fetch.spec.whatwg.org/#cors-preflight-fetch).
 * @throws S3Unreachable
 */
export async function sendPreflight(client: S3Client, request: PageRequest): Promise<PreflightResult> {
  const { url, origin, method, headers } = request
  const response = await client.send({
    ...limits,
    method: 'OPTIONS',
    url,
    headers: {
      origin,
      'access-control-request-method': method,
      // Sorted by bytes and without spaces, as browsers send them.
      ...(headers.length === 0 ? {} : { 'access-control-request-headers': headers.toSorted().join(',') }),
    },
  })
  const problem = findPreflightProblem(response, request)
  const status = describeStatus(response)
  return {
    isAllowed: problem === undefined,
    observed: problem === undefined || problem === '' ? status : `${status}, but ${problem}`,
    exposed: readList(response, 'access-control-expose-headers'),
  }
}

/**
 * Sends a request as a page does after the preflight, and reads which response headers the page can see.
 * @returns undefined when the answer does not allow this origin to read anything, as with the errors of some stores
 * @throws S3Unreachable
 */
export async function readExposedHeaders(
  client: S3Client,
  { url, origin, method }: Pick<PageRequest, 'url' | 'origin'> & { readonly method: 'PUT' | 'GET' },
): Promise<readonly string[] | undefined> {
  const response = await client.send({ ...limits, method, url, headers: { origin } })
  if (findOriginProblem(response, origin) !== undefined) return undefined
  return readList(response, 'access-control-expose-headers')
}

/** @returns what is wrong, in words that follow "200, but "; an empty text when the status alone says it */
function findPreflightProblem(response: S3Response, { origin, method, headers }: PageRequest): string | undefined {
  const { status } = response
  if (status < 200 || status > 299) return ''
  const problem = findOriginProblem(response, origin)
  if (problem !== undefined) return problem
  const methods = readList(response, 'access-control-allow-methods')
  // A store need not list these methods. Fetch standard, "CORS-safelisted method".
  const isSafe = ['GET', 'HEAD', 'POST'].includes(method)
  // Names of methods are case-sensitive.
  const named = response.headers['access-control-allow-methods'] ?? ''
  if (!isSafe && !methods.includes('*') && !named.split(/\s*,\s*/).includes(method)) return `${method} is not allowed`
  const allowed = readList(response, 'access-control-allow-headers')
  const missing = headers.filter((name) => !allowed.includes('*') && !allowed.includes(name))
  return missing.length === 0 ? undefined : `${missing.join(', ')} is not allowed`
}

/** Fetch standard, "CORS check". */
function findOriginProblem({ headers }: S3Response, origin: string): string | undefined {
  const allowed = headers['access-control-allow-origin']
  if (allowed === '*' || allowed === origin) return undefined
  if (allowed === undefined) return 'it names no origin'
  return allowed.includes(',') ? 'it names an origin more than once' : 'it names another origin'
}

function readList({ headers }: S3Response, name: string): readonly string[] {
  const names = (headers[name] ?? '').toLowerCase().split(',')
  return names.map((one) => one.trim()).filter((one) => one !== '')
}

function describeStatus(response: S3Response): string {
  const code = findErrorCode(response)
  return code === undefined ? String(response.status) : `${response.status} ${code}`
}
