import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A request that ended without an answer. */
export interface Silence {
  /** What was asked; only its origin and path are used. */
  readonly url: string
  readonly side: 'gateway' | 'store'
  /** How much of the body had left. */
  readonly sentBytes?: number
  readonly cause?: unknown
}

/**
 * Says why there was no answer. A browser hides from a page whether CORS or the network was in the way. So the same server is
 * asked once more without CORS: when that is answered, whatever the answer, the network is not at fault.
 */
export async function explainSilence(silence: Silence, environment: Environment): Promise<SignpostError> {
  const { side, sentBytes = 0, cause } = silence
  const place = new URL(silence.url, (globalThis as { location?: { href: string } }).location?.href)
  const { origin, pathname } = place
  const who = side === 'gateway' ? 'The gateway' : 'The store'
  const isHidden =
    environment.createPageRequest !== undefined &&
    environment.isOnline() &&
    // The body leaves after a preflight that went well.
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
      ? `The gateway (${origin}) can be reached, but does not allow pages of this origin.`
      : `The store (${origin}) can be reached, but bucket CORS does not allow this origin, the method or one of the headers.`
  return new SignpostError(side === 'gateway' ? 'gateway_cors' : 'bucket_cors', { message, cause })
}
