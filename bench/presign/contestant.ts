/** A key pair to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A request of the benchmark, the same for every contestant. */
export interface SigningRequest {
  readonly method: 'GET' | 'PUT'
  readonly key: string
  /** The ACL, in the query. */
  readonly acl?: 'public-read'
}

/** Signs one request. @param at the signing time */
export type Sign = (request: SigningRequest, at: Date) => string | Promise<string>

/** A library that signs S3 URLs, used in the fastest way that its public interface allows. */
export interface Contestant {
  readonly name: string
  /** The most credentials that it can keep clients for, when this is less than the benchmark uses. */
  readonly maxCredentials?: number
  /** Whether it always takes the signing time from the clock, so that the caller cannot pass one. */
  readonly hasOwnClock?: boolean
  /** Creates what a program keeps for one credential: a client, a signer, a presigner. */
  connect(credentials: Credentials): Sign
}

/** The bucket of every request. */
export const bucket = 'my-bucket'

/** The region of {@link bucket}. */
export const region = 'eu-central-1'

/** The host of {@link bucket}, virtual-hosted style. */
export const host = `${bucket}.s3.${region}.amazonaws.com`

/** The lifetime of every URL. */
export const expiresInSeconds = 300

/** Formats the time for SigV4, `20260102T030405Z`, for libraries that leave this to their caller. */
export function formatAmzDate(at: Date): string {
  return at.toISOString().replace(/[:-]|\.\d{3}/g, '')
}

/** Encodes the path of an object, for libraries that take a URL. */
export function encodePath(key: string): string {
  return `/${encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, encodeByte)}`
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
