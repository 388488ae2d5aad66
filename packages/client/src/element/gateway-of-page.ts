import { type Signpost, toSignpost } from '../create-signpost.ts'
import { detectEnvironment } from '../environment.ts'
import { createGateway } from '../gateway.ts'
import { SignpostError } from '../signpost-error.ts'
import { readGivenToken } from '../token-source.ts'
import { type ListedStorage, listUnfinishedUploads, type UnfinishedUpload } from '../unfinished-uploads.ts'
import { fetchClientToken, type GivenToken } from './token-route.ts'

/** Gives a client token, in place of a route: what {@link fetchClientToken} does. */
export type GetToken = () => string | GivenToken | Promise<string | GivenToken>

/** Where an element uploads to, and as whom. */
export interface Uplink {
  readonly url: string
  readonly tokenUrl: string
  readonly getToken: GetToken | undefined
}

/** The gateway of one element. */
export interface PageGateway {
  readonly uplink: Uplink
  readonly signpost: Signpost
  /** What the last token said of its limits. */
  readonly limits: Pick<GivenToken, 'maxBytes' | 'contentTypes'>
  /** What earlier visits have begun there. */
  listUnfinished(): UnfinishedUpload[]
  /** Aborts what an earlier visit has begun. */
  discard(upload: UnfinishedUpload): Promise<void>
}

/**
 * @param onLimits told when the first token has come
 * @throws SignpostError `invalid_argument` when it is not said where the gateway is, or where a token comes from
 */
export function openPageGateway(uplink: Uplink, onLimits: () => void): PageGateway {
  const { url, tokenUrl, getToken } = uplink
  if (url === '') refuse('`url`, the address of the gateway, is missing.')
  if (tokenUrl === '' && getToken === undefined) refuse('`token-url`, the route that gives a client token, is missing.')
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
      // When that fails, the gateway does it after some days.
      await gateway.call('multipartAbort', { uploadId, bucket, key }, { retries: 1 }).catch(() => {})
    },
  }
}

/** What is no limit is none here: the token's hold in any case. Many languages write null for what is absent. */
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
