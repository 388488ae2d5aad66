import { createHash } from 'node:crypto'
import type { Presigner } from '@signpost/presign'
import { channels } from '../core/channels.ts'
import type { Credential } from '../core/model.ts'
import type { CircuitBreakers } from './circuit-breaker.ts'
import type { S3Client } from './s3-client.ts'
import { findS3Error, isOutage, S3Unreachable } from './s3-error.ts'
import type { S3Request, S3Response } from './s3-request.ts'

/** The credential as which the gateway asks S3, and its presigner. */
export interface S3Target {
  readonly credential: Credential
  /** Signs the gateway's own requests. */
  probePresigner(): Presigner
}

/** What a call needs in addition to the request. */
export interface S3CallOptions {
  /** Time to sign for, epoch milliseconds. */
  readonly now: number
  /** The bucket's region, where it is known to differ from the credential's. */
  readonly region?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Asks S3. All requests of the gateway itself to a store go through here. */
export interface S3Caller {
  /**
   * Signs a request as the target, sends it, and reads the response. When S3 says that the bucket is in another region, it
   * sends the request there, once.
   * @throws S3Error when S3 answers with an error, even inside a success; S3Unreachable when S3 does not answer, or did not answer a
   * moment ago; VaultError when the target's secret cannot be decrypted; PresignError when the request cannot be signed; the reason of
   * `signal` when that is aborted
   */
  call<Result>(target: S3Target, request: S3Request<Result>, options: S3CallOptions): Promise<Result>
}

const defaultTimeoutMs = 2000
const defaultMaxBodyBytes = 512 * 1024

/** The URL is used at once, so its lifetime only has to cover the timeout and a clock that is somewhat off. */
export const callExpiresInSeconds = 300

/** Redirections, and the response to a signature for a wrong region. They name the right region. */
const redirectStatuses: ReadonlySet<number> = new Set([301, 307, 400])

/** Builds the caller over a client and circuit breakers. Others may share the breakers, to know beforehand whether S3 is away. */
export function createS3Caller(client: S3Client, breakers: CircuitBreakers): S3Caller {
  function send(target: S3Target, request: S3Request<unknown>, { now, region, signal }: S3CallOptions) {
    const { method, bucket, key, query, body, acl, absentHeaders, unsignedHeaders } = request
    const signed = target.probePresigner().presign({
      method,
      bucket,
      expiresInSeconds: callExpiresInSeconds,
      signedAt: now,
      headers: collectHeaders(request),
      ...(key === undefined ? {} : { key }),
      ...(query === undefined ? {} : { query }),
      ...(acl === undefined ? {} : { acl }),
      ...(absentHeaders === undefined ? {} : { absentHeaders }),
      ...(region === undefined ? {} : { region }),
    })
    const { url } = signed
    const headers = unsignedHeaders === undefined ? signed.headers : { ...signed.headers, ...unsignedHeaders }
    const { timeoutMs = defaultTimeoutMs, maxBodyBytes = defaultMaxBodyBytes } = request
    const sent = { method, url, headers, body, timeoutMs, maxBodyBytes, signal }
    return channels.s3Request.tracePromise(() => client.send(sent), { method, origin: new URL(url).origin })
  }

  /** Sends a request. @returns the response of the region to which S3 redirects, or the first response */
  async function sendToRightRegion(target: S3Target, request: S3Request<unknown>, options: S3CallOptions) {
    const response = await send(target, request, options)
    const region = response.bucketRegion
    const askedRegion = options.region ?? target.credential.region
    if (region === undefined || region === askedRegion || !redirectStatuses.has(response.status)) return response
    const redirected = await send(target, request, { ...options, region })
    return { ...redirected, bucketRegion: redirected.bucketRegion ?? region }
  }

  return {
    async call(target, request, options) {
      const breaker = breakers.of(target.credential)
      if (breaker.state() === 'open') throw new S3Unreachable('away')
      let response: S3Response
      try {
        response = await sendToRightRegion(target, request, options)
      } catch (error) {
        const isTimeout = error instanceof S3Unreachable && error.isTimeout
        const isPatience = isTimeout && (request.isSlow === true || error.isQueued)
        if (isOutage(error) && !isPatience) breaker.fail()
        throw error
      }
      const error = findS3Error(response)
      if (isOutage(error)) breaker.fail()
      else breaker.succeed()
      if (error !== undefined) throw error
      return request.parse(response)
    },
  }
}

function collectHeaders({ headers = {}, body }: S3Request<unknown>): Readonly<Record<string, string>> {
  if (body === undefined) return headers
  // The hash is signed, so that nobody can send another body with the signature.
  return {
    'content-type': 'application/xml',
    ...headers,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  }
}
