import { type Signpost, toSignpost } from '../create-signpost.ts'
import { detectEnvironment } from '../environment.ts'
import { createGateway } from '../gateway.ts'
import { SignpostError } from '../signpost-error.ts'
import { readGivenToken } from '../token-source.ts'
import { type ListedStorage, listUnfinishedUploads, type UnfinishedUpload } from '../unfinished-uploads.ts'
import { fetchClientToken, type GivenToken } from './token-route.ts'

/** Returns a client token, in place of a route and {@link fetchClientToken}. */
export type GetToken = () => string | GivenToken | Promise<string | GivenToken>

/** Where an element uploads to, and where its token comes from. */
export interface Uplink {
  readonly url: string
  readonly tokenUrl: string
  readonly getToken: GetToken | undefined
}

/** The gateway of one element. */
export interface PageGateway {
  readonly uplink: Uplink
  readonly signpost: Signpost
  /** The limits of the latest token. */
  readonly limits: Pick<GivenToken, 'maxBytes' | 'contentTypes'>
  /** Lists the uploads that earlier visits started at this gateway. */
  listUnfinished(): UnfinishedUpload[]
  /** Aborts an upload of an earlier visit. */
  discard(upload: UnfinishedUpload): Promise<void>
}

/**
 * Connects an element to its gateway.
 * @param onLimits called whenever a token has arrived
 * @throws SignpostError `invalid_argument` if the gateway's URL or the source of the token is missing
 */
export function openPageGateway(uplink: Uplink, onLimits: () => void): PageGateway {
  const { url, tokenUrl, getToken } = uplink
  if (url === '') refuse('`url`, the URL of the gateway, is missing.')
  if (tokenUrl === '' && getToken === undefined)
    refuse('`token-url`, the route that returns a client token, is missing.')
  const environment = detectEnvironment()
  let limits: PageGateway['limits'] = {}
  const gateway = createGateway(
    {
      url,
      async getToken() {
        const given = await (getToken === undefined ? fetchClientToken(tokenUrl) : getToken())
        limits = readLimits(given)
        onLimits()
        return given
      },
    },
    environment,
  )
  const storage = environment.storage as ListedStorage | undefined
  return {
    uplink,
    signpost: toSignpost(gateway, url, environment),
    get limits() {
      return limits
    },
    listUnfinished: () => listUnfinishedUploads(storage).filter((upload) => upload.url === url),
    async discard({ id, uploadId, bucket, key }) {
      storage?.removeItem(id)
      // If this fails, the gateway aborts the upload after some days.
      await gateway.call('multipartAbort', { uploadId, bucket, key }, { retries: 1 }).catch(() => {})
    },
  }
}

/**
 * Reads the token's limits. It ignores invalid ones, because the gateway enforces the limits anyway. Many languages write null for
 * an absent limit.
 */
function readLimits(given: unknown): PageGateway['limits'] {
  const { maxBytes, contentTypes } = (readGivenToken(given) ?? {}) as Readonly<Record<string, unknown>>
  return {
    maxBytes: typeof maxBytes === 'number' ? maxBytes : undefined,
    contentTypes: Array.isArray(contentTypes) ? contentTypes.filter((type) => typeof type === 'string') : undefined,
  }
}

function refuse(message: string): never {
  throw new SignpostError('invalid_argument', { message })
}
