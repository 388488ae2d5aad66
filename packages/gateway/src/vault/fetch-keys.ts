import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { CredentialSource } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import type { CredentialSecret } from './credential-secret.ts'

/** Keys as a source gives them. */
export interface FetchedKeys {
  readonly accessKeyId: string
  readonly secret: CredentialSecret
  /** Epoch milliseconds. Absent for keys without an end. */
  readonly expiresAt?: number
}

/** Whose keys are asked for. */
export interface KeyRequest {
  readonly source: CredentialSource
  /** The credential's region, which STS is asked in. */
  readonly region: string
  /** What CloudTrail calls the session of a role: 2 to 64 letters, digits and `=,.@_-`. */
  readonly sessionName: string
  /** The keys that assume a role. */
  readonly base: FetchedKeys | undefined
}

/**
 * Asks a source for keys.
 * @throws Error when it gives none, or temporary ones that do not say when they end; `describeKeyFailure` has the words for it
 */
export type FetchKeys = (request: KeyRequest) => Promise<FetchedKeys>

/** Keys as the AWS SDK gives them. */
interface SdkKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  /** There when the SDK made the end up, since the instance gave keys that have ended. */
  readonly originalExpiration?: Date
}

const silence = () => {}
/** The SDK would write its warnings to the console. */
const logger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence }

/** The metadata services are on the machine, or next to it. */
const metadataLimits = { timeout: 2000, maxRetries: 2 }

/**
 * Asks a source by the AWS SDK, which is loaded when it is first used. The SDK knows the addresses, the environment
 * variables and the files of each source. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const fetchKeys: FetchKeys = async (request) => {
  const keys = await askSource(request)
  const { accessKeyId, secretAccessKey, sessionToken, expiration, originalExpiration } = keys
  if (originalExpiration !== undefined) throw new Error('The instance gives keys that have ended already.')
  const secret = { secretAccessKey: new Secret(secretAccessKey) }
  if (sessionToken === undefined) return { accessKeyId, secret }
  if (expiration === undefined) {
    throw new Error('The source gives temporary keys and does not say when they end, so a URL could outlive them.')
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
      // It waits between its tries; the next renewal is one.
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
      // The profile's own region goes first: that of IAM Identity Center is seldom that of a bucket.
      const config = { clientConfig: anyRegion, parentClientConfig: client }
      const named = source.profile === undefined ? {} : { profile: source.profile }
      return sdk.fromIni({ ...named, ...config, ignoreCache: true, logger })()
    }
    case 'assume-role': {
      if (base === undefined) throw new Error('The source credential is gone.')
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

/** How STS and IAM Identity Center are reached: in the region, through the proxy that the environment names, within limits. */
function createClientConfig(region: string) {
  const proxied = { keepAlive: false, proxyEnv: process.env }
  return {
    // Stores without regions have this one.
    ...(region === 'auto' ? {} : { region }),
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 10_000,
      httpAgent: new HttpAgent(proxied),
      httpsAgent: new HttpsAgent(proxied),
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
