import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A request that ended without an answer. */
export interface Silence {
  /** The URL of the request. Only its origin and path are used. */
  readonly url: string
  readonly side: 'gateway' | 'store'
  /** How much of the body was sent. */
  readonly sentBytes?: number
  readonly cause?: unknown
}

/**
 * Explains why there was no answer. A browser hides from a page whether CORS or the network was the reason, so the same server is
 * asked again without CORS. Any answer shows that the network works.
 */
export async function explainSilence(silence: Silence, environment: Environment): Promise<SignpostError> {
  const { side, sentBytes = 0, cause } = silence
  const place = new URL(silence.url, (globalThis as { location?: { href: string } }).location?.href)
  const { origin, pathname } = place
  const who = side === 'gateway' ? 'The gateway' : 'The store'
  const isHidden =
    environment.createPageRequest !== undefined &&
    environment.isOnline() &&
    // The body is sent only after a successful preflight.
    sentBytes === 0 &&
    (await environment.fetch(origin + pathname, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' }).then(
      () => true,
      () => false,
    ))
  if (!isHidden) {
    const message = `${who} (${origin}) could not be reached.`
    return new SignpostError('network_error', { message, canRetry: true, cause })
  }
  const message =
    side === 'gateway'
      ? `The gateway (${origin}) can be reached, but does not allow web pages of this origin.`
      : `The store (${origin}) can be reached, but the bucket’s CORS rules do not allow this origin, the method or one of the headers.`
  return new SignpostError(side === 'gateway' ? 'gateway_cors' : 'bucket_cors', { message, cause })
}
