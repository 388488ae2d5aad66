import type { Credential, PresetName } from '../core/model.ts'
import { presets } from '../core/preset.ts'
import { findHost, readEndpoint } from '../core/read-endpoint.ts'
import { decode, type SentUrl } from './signed-url.ts'

/** Where a URL leads. */
export interface UrlAddress {
  /** Undefined where the host belongs to no known store. */
  readonly store: PresetName | undefined
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
  readonly addressing: 'virtual' | 'path'
  /** The region of the host, where the host name contains it. */
  readonly region: string | undefined
  /** Whether the place of the bucket is a guess: the host is unknown, so the bucket is assumed to be in the path, as is usual. */
  readonly isGuessed: boolean
  /** Why the host accepts no signed requests: it is a console, a CDN or a website. */
  readonly problem: string | undefined
}

/** The fields of a credential that say where its URLs lead. */
export type KeyPlace = Pick<Credential, 'region' | 'preset' | 'endpoint' | 'publicEndpoint' | 'addressing'>

/**
 * Finds bucket and key in a URL.
 * @param places the credentials that may have signed it: their endpoints say more than the table of known hosts
 */
export function findAddress(url: SentUrl, places: readonly KeyPlace[] = []): UrlAddress {
  const none = { region: undefined, problem: undefined }
  for (const { preset, endpoint, publicEndpoint } of places) {
    for (const one of [publicEndpoint, endpoint]) {
      if (one === undefined) continue
      const { host, pathname } = new URL(one)
      const base = pathname.replace(/\/$/, '')
      if (url.host === host) return { ...none, store: preset, ...splitPath(url, base), isGuessed: false }
      if (url.host.endsWith(`.${host}`)) {
        const bucket = url.host.slice(0, -host.length - 1)
        return { ...none, store: preset, bucket, key: keyOf(url.rawPath), addressing: 'virtual', isGuessed: false }
      }
    }
  }
  const match = findHost(url.host.replace(/:\d+$/, ''))
  if (match !== undefined) {
    const { preset, bucket, region } = match
    const place =
      bucket === undefined
        ? splitPath(url, match.path)
        : { bucket, key: keyOf(url.rawPath), addressing: 'virtual' as const }
    return { ...none, store: preset, region, ...place, isGuessed: false }
  }
  const reading = readEndpoint(`https://${url.host}`)
  const problem = reading.kind === 'wrong' ? `${reading.problem.replace(/^must be/, 'Use')}.` : undefined
  return { ...none, problem, store: undefined, ...splitPath(url, ''), isGuessed: true }
}

function splitPath({ rawPath }: SentUrl, base: string) {
  const rest = rawPath.startsWith(`${base}/`) ? rawPath.slice(base.length) : rawPath
  const [bucket = '', ...key] = rest.slice(1).split('/')
  return { bucket: decode(bucket), key: decode(key.join('/')), addressing: 'path' as const }
}

function keyOf(rawPath: string): string {
  return decode(rawPath.slice(1))
}

/** The name by which people call a store. */
export function nameStore(store: PresetName | undefined): string {
  return store === undefined || store === 'other' ? 'the store' : presets[store].title
}
