import {
  type Addressing,
  type Endpoint,
  findAddressingProblem,
  findEndpointProblem,
  parseEndpoint,
} from './bucket-address.ts'
import { findAwsRegionProblem, findRegionProblem } from './naming-rules.ts'
import { PresignError } from './presign-error.ts'

/** The credentials to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The session token of temporary credentials (STS). */
  readonly sessionToken?: string
}

/** The options of a presigner. */
export interface PresignerOptions {
  readonly credentials: Credentials
  /** The region to sign for, such as `eu-central-1`; `auto` on some stores. */
  readonly region: string
  /**
   * The origin of a store other than AWS, such as `https://s3.example.com:9000`, with a path if the store's S3 API is below
   * one. Default: AWS's regional host.
   */
  readonly endpoint?: string
  /**
   * Whether the endpoint's host contains the region, so that a request for another region goes to that region's host. For AWS's
   * dual-stack and FIPS hosts. The region must be a label of the host. Default: false.
   */
  readonly hostFollowsRegion?: boolean
  /** Default: `virtual` on AWS, `path` with an endpoint. A bucket with a dot always gets `path`. */
  readonly addressing?: Addressing
  /** Whether the store has path style, for buckets that cannot be in the host name. Default: true. */
  readonly hasPathStyle?: boolean
  /**
   * `wide`: the store has bucket names that S3 does not allow: names with underscores, and names with dots and up to 222
   * characters. They are always in the path. Default: `strict`.
   */
  readonly bucketNames?: 'strict' | 'wide'
  /** Default: `v4`. AWS refuses `v2` for newer buckets and regions. Some old stores support nothing else. */
  readonly signatureVersion?: 'v4' | 'v2'
  /** Where an ACL is sent. Default: `query` with `v4`; `header` with `v2`, which ignores an ACL in the query. */
  readonly aclPlacement?: 'query' | 'header'
}

/** {@link PresignerOptions}, checked and complete. */
export interface CheckedOptions {
  readonly credentials: Credentials
  readonly region: string
  readonly endpoint: Endpoint | undefined
  /** The label of the endpoint's host that follows the region. */
  readonly hostRegion: string | undefined
  readonly addressing: PresignerOptions['addressing']
  readonly hasPathStyle: boolean
  readonly bucketNames: 'strict' | 'wide'
  readonly signatureVersion: 'v4' | 'v2'
  readonly aclPlacement: 'query' | 'header'
}

/**
 * Checks a presigner's options and fills in their defaults.
 *
 * Throws `invalid_credentials`, `invalid_region`, `invalid_endpoint` or `invalid_option`.
 */
export function checkPresignerOptions(options: PresignerOptions): CheckedOptions {
  const { region, addressing } = options
  checkOneOf('addressing', addressing, ['virtual', 'path'])
  checkOneOf('signatureVersion', options.signatureVersion, ['v4', 'v2'])
  checkOneOf('aclPlacement', options.aclPlacement, ['query', 'header'])
  checkOneOf('bucketNames', options.bucketNames, ['strict', 'wide'])
  const signatureVersion = options.signatureVersion ?? 'v4'
  if (signatureVersion === 'v2' && options.aclPlacement === 'query') {
    throw new PresignError(
      'invalid_option',
      '`aclPlacement` must be "header" with SigV2: S3 would ignore an ACL in the query',
    )
  }
  const endpoint = options.endpoint === undefined ? undefined : checkEndpoint(options.endpoint)
  checkRegion(region, endpoint)
  const { hasPathStyle = true } = options
  checkAddressing(addressing, endpoint, hasPathStyle)
  return {
    credentials: checkCredentials(options.credentials),
    region,
    endpoint,
    hostRegion: options.hostFollowsRegion === true ? checkHostRegion(region, endpoint) : undefined,
    addressing,
    hasPathStyle,
    bucketNames: options.bucketNames ?? 'strict',
    signatureVersion,
    aclPlacement: options.aclPlacement ?? (signatureVersion === 'v2' ? 'header' : 'query'),
  }
}

/** Refuses a region that cannot be signed for. Without an endpoint it must be a region of AWS (`invalid_region`). */
export function checkRegion(region: string, endpoint: Endpoint | undefined): void {
  const problem = endpoint === undefined ? findAwsRegionProblem(region) : findRegionProblem(region)
  if (problem !== undefined) throw new PresignError('invalid_region', `\`region\` ${problem}`)
}

/** Refuses an addressing that the endpoint cannot serve. */
function checkAddressing(addressing: Addressing | undefined, endpoint: Endpoint | undefined, hasPathStyle: boolean) {
  const problem = endpoint === undefined ? undefined : findAddressingProblem(addressing, endpoint, hasPathStyle)
  if (problem !== undefined) throw new PresignError('invalid_option', `\`addressing\` ${problem}`)
}

/** Returns the region, which must be a label of the endpoint's host. */
function checkHostRegion(region: string, endpoint: Endpoint | undefined): string {
  if (endpoint?.host.includes(`.${region}.`) === true) return region
  throw new PresignError(
    'invalid_option',
    '`hostFollowsRegion` needs an endpoint with the region as a label of its host',
  )
}

function checkEndpoint(endpoint: string): Endpoint {
  const problem = findEndpointProblem(endpoint)
  if (problem !== undefined) throw new PresignError('invalid_endpoint', `\`endpoint\` ${problem}`)
  return parseEndpoint(endpoint)
}

// These messages never contain a value: each value is a secret or belongs to one.
function checkCredentials({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Credentials {
  if (!isVisibleAscii(accessKeyId)) {
    throw new PresignError('invalid_credentials', '`accessKeyId` must be visible ASCII without spaces, and not empty')
  }
  if (typeof secretAccessKey !== 'string' || secretAccessKey === '' || secretAccessKey !== secretAccessKey.trim()) {
    throw new PresignError(
      'invalid_credentials',
      '`secretAccessKey` must not be empty, and must not start or end with a space or line break',
    )
  }
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey }
  if (!isVisibleAscii(sessionToken)) {
    throw new PresignError(
      'invalid_credentials',
      '`sessionToken` must be visible ASCII without spaces: leave it out for credentials that are not temporary',
    )
  }
  return { accessKeyId, secretAccessKey, sessionToken }
}

function isVisibleAscii(text: string): boolean {
  return typeof text === 'string' && /^[\x21-\x7e]+$/.test(text)
}

function checkOneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return
  throw new PresignError('invalid_option', `\`${name}\` must be ${allowed.map((one) => `"${one}"`).join(' or ')}`)
}
