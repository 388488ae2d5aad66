import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** The keys that a source returns. */
export interface SourceKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Epoch milliseconds, in whole seconds. */
  readonly expiresAt: number
}

/** The metadata services of EC2 (IMDSv2) and of containers, STS and IAM Identity Center, all on one port of loopback. */
export interface KeySources extends AsyncDisposable {
  /** Directs the AWS SDK here: addresses, the web identity token, and files with the profiles `keys`, `sso` and `role`. */
  readonly env: Readonly<Record<string, string>>
  /** The requests so far: `imds`, `container`, `sso`, or the form sent to STS, with its signer. */
  readonly asked: string[]
  /** Returns these keys from now on. */
  give(keys: SourceKeys): void
  /** Answers with an error until keys are set again. */
  refuse(): void
}

/** The token with which web identities authenticate here. */
export const webIdentityToken = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QifQ.c2lnbmF0dXJl'

const containerToken = 'the-token-of-the-container'
const metadataToken = 'the-token-of-the-metadata'
const role = 'arn:aws:iam::123456789012:role/signpost'

/** Starts the sources. @param dir an empty folder for the files, which is also the home of the user */
export async function startKeySources(dir: string, first: SourceKeys): Promise<KeySources> {
  let keys: SourceKeys | undefined = first
  const asked: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { status, content } = answer(request, body)
      response.writeHead(status, { 'content-type': content.startsWith('<') ? 'text/xml' : 'application/json' })
      response.end(content)
    })
  })

  function answer({ method, url = '', headers }: IncomingMessage, body: string): { status: number; content: string } {
    if (url === '/latest/api/token' && method === 'PUT') return { status: 200, content: metadataToken }
    if (url.startsWith('/latest/')) {
      if (headers['x-aws-ec2-metadata-token'] !== metadataToken) return { status: 401, content: '' }
      if (url.endsWith('/security-credentials/')) return { status: 200, content: 'the-role' }
      asked.push('imds')
      return keys === undefined ? { status: 404, content: '' } : { status: 200, content: describeMetadata(keys) }
    }
    if (url === '/container') {
      if (headers.authorization !== containerToken) return { status: 401, content: '{}' }
      asked.push('container')
      return keys === undefined ? { status: 500, content: '{}' } : { status: 200, content: describeMetadata(keys) }
    }
    if (url.startsWith('/federation/credentials')) {
      asked.push('sso')
      return keys === undefined
        ? { status: 401, content: '{"message":"Session token not found or invalid"}' }
        : { status: 200, content: JSON.stringify({ roleCredentials: { ...keys, expiration: keys.expiresAt } }) }
    }
    const signer = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? 'nobody'
    asked.push(`${signer} ${body}`)
    return keys === undefined ? refusal : { status: 200, content: describeSession(keys, body) }
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    env: { ...describeAddresses(origin), ...writeFiles(dir) },
    asked,
    give(given) {
      keys = given
    },
    refuse() {
      keys = undefined
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const refusal = {
  status: 403,
  content: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User is not authorized to perform: sts:AssumeRole on resource: ${role}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html; IMDS has the same format. */
function describeMetadata({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: SourceKeys): string {
  const times = { LastUpdated: '2026-01-01T00:00:00Z', Expiration: writeTime(expiresAt) }
  const pair = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
  return JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', ...times, ...pair })
}

/** STS API Reference, "AssumeRole" and "AssumeRoleWithWebIdentity". */
function describeSession({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: SourceKeys, body: string): string {
  const action = new URLSearchParams(body).get('Action') ?? ''
  const pair = `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>`
  const session = `<SessionToken>${sessionToken}</SessionToken><Expiration>${writeTime(expiresAt)}</Expiration>`
  const user = `<AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/signpost/s</Arn></AssumedRoleUser>`
  const result = `<${action}Result><Credentials>${pair}${session}</Credentials>${user}</${action}Result>`
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</${action}Response>`
}

function writeTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

function describeAddresses(origin: string): Record<string, string> {
  return {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: origin,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: containerToken,
    AWS_ENDPOINT_URL_STS: origin,
    AWS_ENDPOINT_URL_SSO: origin,
    AWS_ROLE_ARN: role,
  }
}

/** Writes the files of a user who has signed in with the AWS command line, and the token file of a pod. */
function writeFiles(dir: string): Record<string, string> {
  const files = {
    AWS_WEB_IDENTITY_TOKEN_FILE: join(dir, 'token'),
    AWS_SHARED_CREDENTIALS_FILE: join(dir, 'credentials'),
    AWS_CONFIG_FILE: join(dir, 'config'),
  }
  writeFileSync(files.AWS_WEB_IDENTITY_TOKEN_FILE, webIdentityToken)
  writeFileSync(
    files.AWS_SHARED_CREDENTIALS_FILE,
    '[keys]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = the-secret-of-the-profile\n\n[endless]\naws_access_key_id = ASIAPROFILE\naws_secret_access_key = s\naws_session_token = t\n',
  )
  const sso = 'sso_account_id = 123456789012\nsso_role_name = signpost\nsso_region = us-west-2\n'
  writeFileSync(
    files.AWS_CONFIG_FILE,
    `[profile sso]\nsso_start_url = https://example.awsapps.com/start\n${sso}\n[profile role]\nrole_arn = ${role}\nsource_profile = keys\n\n[profile process]\ncredential_process = /nonexistent/program --password hunter2\n`,
  )
  const cache = join(dir, '.aws', 'sso', 'cache')
  mkdirSync(cache, { recursive: true })
  const name = createHash('sha1').update('https://example.awsapps.com/start').digest('hex')
  const token = { accessToken: 'the-token-of-the-user', expiresAt: '2099-01-01T00:00:00Z' }
  writeFileSync(join(cache, `${name}.json`), JSON.stringify(token))
  return { ...files, HOME: dir }
}
