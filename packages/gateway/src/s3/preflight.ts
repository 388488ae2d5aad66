import type { S3Client } from './s3-client.ts'
import { findErrorCode } from './s3-error.ts'
import type { S3Response } from './s3-request.ts'

/** What a page wants to send. */
export interface PageRequest {
  readonly url: string
  /** The origin of the page, as browsers send it. */
  readonly origin: string
  readonly method: string
  /** The headers that a browser asks for, in lowercase; `content-type` for one that no form could send. */
  readonly headers: readonly string[]
}

/** What a browser would make of the answer to a preflight. */
export interface PreflightResult {
  readonly isAllowed: boolean
  /** `403 AccessForbidden`, or what is wrong with a 200. */
  readonly observed: string
  /** Names, in lowercase, that the page may read of the answers, where the preflight says so already. */
  readonly exposed: readonly string[]
}

const limits = { timeoutMs: 5000, maxBodyBytes: 64 * 1024 }

/**
 * Asks a store whether a page may send something, as a browser does before it sends it.
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
      // In the order of their bytes, without spaces, as browsers do.
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
 * Sends a request as a page would, past the preflight, and reads which headers of the answer the page would see.
 * @returns undefined when the answer says nothing to this origin, as the errors of some stores do
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

/** @returns what is wrong, after "200, but "; an empty text when the status says it all */
function findPreflightProblem(response: S3Response, { origin, method, headers }: PageRequest): string | undefined {
  const { status } = response
  if (status < 200 || status > 299) return ''
  const problem = findOriginProblem(response, origin)
  if (problem !== undefined) return problem
  const methods = readList(response, 'access-control-allow-methods')
  // These need no mention. Fetch standard, "CORS-safelisted method".
  const isSafe = ['GET', 'HEAD', 'POST'].includes(method)
  // Names of methods are compared as they are written.
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
