/** A key pair to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A request of the benchmark, the same for every contestant. */
export interface SigningRequest {
  readonly method: 'GET' | 'PUT'
  readonly key: string
  /** Travels in the query. */
  readonly acl?: 'public-read'
}

/** Signs one request. @param at the signing time */
export type Sign = (request: SigningRequest, at: Date) => string | Promise<string>

/** A library that signs S3 URLs, used the way it is fastest without leaving its public interface. */
export interface Contestant {
  readonly name: string
  /** The most credentials that it can keep clients for, where that is less than the benchmark wants. */
  readonly maxCredentials?: number
  /** Whether it takes the signing time from the clock, and leaves its caller no say. */
  readonly hasOwnClock?: boolean
  /** Makes what a program keeps for one credential: a client, a signer, a presigner. */
  connect(credentials: Credentials): Sign
}

/** The bucket, in the region, of every request. */
export const bucket = 'my-bucket'

/** The region of {@link bucket}. */
export const region = 'eu-central-1'

/** The host of {@link bucket}, virtual-hosted style. */
export const host = `${bucket}.s3.${region}.amazonaws.com`

/** The lifetime of every URL. */
export const expiresInSeconds = 300

/** `20260102T030405Z`: the time as SigV4 writes it, for libraries that leave that to their caller. */
export function formatAmzDate(at: Date): string {
  return at.toISOString().replace(/[:-]|\.\d{3}/g, '')
}

/** The path of an object as it is sent, for libraries that take a URL. */
export function encodePath(key: string): string {
  return `/${encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, encodeByte)}`
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
