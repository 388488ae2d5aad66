import type { CredentialSource } from '../core/model.ts'
import { http } from '../core/node-http.ts'
import { Secret } from '../core/secret.ts'
import type { CredentialSecret } from './credential-secret.ts'

/** Keys that a source returned. */
export interface FetchedKeys {
  readonly accessKeyId: string
  readonly secret: CredentialSecret
  /** Epoch milliseconds. Absent for keys that do not expire. */
  readonly expiresAt?: number
}

/** A request to a source for keys. */
export interface KeyRequest {
  readonly source: CredentialSource
  /** The credential's region. STS is called in this region. */
  readonly region: string
  /** The name of the role's session in CloudTrail: 2 to 64 letters, digits and `=,.@_-`. */
  readonly sessionName: string
  /** The keys that assume a role. */
  readonly base: FetchedKeys | undefined
}

/**
 * Asks a source for keys.
 * @throws Error when the source returns no keys, or temporary keys without an expiry; `describeKeyFailure` puts it in words
 */
export type FetchKeys = (request: KeyRequest) => Promise<FetchedKeys>

/** Keys as the AWS SDK returns them. */
interface SdkKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  /** Set when the instance returned expired keys, and the SDK made up a later expiry for them. */
  readonly originalExpiration?: Date
}

const silence = () => {}
/** Without a logger of ours the SDK would write its warnings to the console. */
const logger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence }

/** Short limits, because the metadata services are on the machine or next to it. */
const metadataLimits = { timeout: 2000, maxRetries: 2 }

/**
 * Asks a source for keys through the AWS SDK, which is loaded at the first use. The SDK knows the addresses, the environment
 * variables and the files of each source. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const fetchKeys: FetchKeys = async (request) => {
  const keys = await askSource(request)
  const { accessKeyId, secretAccessKey, sessionToken, expiration, originalExpiration } = keys
  if (originalExpiration !== undefined) throw new Error('The instance returned keys that have expired already.')
  const secret = { secretAccessKey: new Secret(secretAccessKey) }
  if (sessionToken === undefined) return { accessKeyId, secret }
  if (expiration === undefined) {
    throw new Error('The source returned temporary keys without an expiry, so a URL could outlive them.')
  }
  return {
    accessKeyId,
    secret: { ...secret, sessionToken: new Secret(sessionToken) },
    expiresAt: expiration.getTime(),
  }
}

async function askSource({ source, region, sessionName, base }: KeyRequest): Promise<SdkKeys> {
  const sdk = await import('@aws-sdk/credential-providers')
  const client = createClientConfig(region)
  switch (source.from) {
    case 'instance':
      return sdk.fromInstanceMetadata({ ...metadataLimits, logger, ec2MetadataV1Disabled: true })()
    case 'container':
      // No retries, because the SDK waits between them. The next renewal is the retry.
      return sdk.fromHttp({ ...metadataLimits, maxRetries: 0, logger })()
    case 'web-identity':
      return sdk.fromTokenFile({
        roleSessionName: sessionName,
        ...(source.sessionSeconds === undefined ? {} : { durationSeconds: source.sessionSeconds }),
        clientConfig: client,
        logger,
      })()
    case 'profile': {
      const { region: _, ...anyRegion } = client
      // The profile's own region takes precedence: the region of IAM Identity Center is rarely that of a bucket.
      const config = { clientConfig: anyRegion, parentClientConfig: client }
      const named = source.profile === undefined ? {} : { profile: source.profile }
      return sdk.fromIni({ ...named, ...config, ignoreCache: true, logger })()
    }
    case 'assume-role': {
      if (base === undefined) throw new Error('The source credential no longer exists.')
      return sdk.fromTemporaryCredentials({
        masterCredentials: toSdkKeys(base),
        params: {
          RoleArn: source.roleArn,
          RoleSessionName: sessionName,
          ...(source.externalId === undefined ? {} : { ExternalId: source.externalId }),
          ...(source.sessionSeconds === undefined ? {} : { DurationSeconds: source.sessionSeconds }),
        },
        clientConfig: client,
        logger,
      })()
    }
  }
}

/** How to reach STS and IAM Identity Center: in the region, through the proxy of the environment, within time limits. */
function createClientConfig(region: string) {
  const https = process.getBuiltinModule('node:https')
  const proxied = { keepAlive: false, proxyEnv: process.env }
  return {
    // `auto` is the region of stores without regions. AWS does not know it.
    ...(region === 'auto' ? {} : { region }),
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 10_000,
      httpAgent: new http.Agent(proxied),
      httpsAgent: new https.Agent(proxied),
    },
  }
}

function toSdkKeys({ accessKeyId, secret }: FetchedKeys): SdkKeys {
  const { secretAccessKey, sessionToken } = secret
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
  }
}
