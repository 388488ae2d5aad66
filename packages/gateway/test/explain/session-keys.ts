import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { type CephUser, cephUsers } from '../servers/ceph-server.ts'

/** Temporary keys. */
export interface SessionKeys extends CephUser {
  readonly sessionToken: string
}

const stsKey = 'abcdefghijklmnop'

/** Settings of a Ceph that issues temporary keys. With this order, wrong signatures keep their own code. */
export const sessionSettings = [
  `rgw sts key = ${stsKey}`,
  'rgw s3 auth use sts = true',
  'rgw s3 auth order = local, sts',
]

/**
 * Asks Ceph for temporary keys of a user (STS, GetSessionToken). First it sets a policy of the user that allows this.
 */
export async function getSessionKeys(endpoint: string): Promise<SessionKeys> {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:GetSessionToken', Resource: '*' }],
  }
  const policyFields = { UserName: 'alice', PolicyName: 'session', PolicyDocument: JSON.stringify(policy) }
  await ask(endpoint, { Action: 'PutUserPolicy', Version: '2010-05-08', ...policyFields })
  const xml = await ask(endpoint, { Action: 'GetSessionToken', Version: '2011-06-15', DurationSeconds: '900' })
  const read = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(xml)?.[1] ?? ''
  return {
    accessKeyId: read('AccessKeyId'),
    secret: read('SecretAccessKey'),
    region: cephUsers.alice.region,
    sessionToken: read('SessionToken'),
  }
}

/**
 * Returns the same keys, expired an hour ago, because a test cannot wait for the 15 minutes that keys last at least. Ceph keeps the expiry in
 * the token, encrypted with its own key (`CryptoAES` in its `Crypto.cc`).
 */
export function endSessionKeys(keys: SessionKeys): SessionKeys {
  const algorithm = 'aes-128-cbc'
  const iv = 'cephsageyudagreg'
  const decipher = createDecipheriv(algorithm, stsKey, iv)
  const token = Buffer.concat([decipher.update(keys.sessionToken, 'base64'), decipher.final()]).toString('latin1')
  const ended = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19)
  const cipher = createCipheriv(algorithm, stsKey, iv)
  const changed = Buffer.from(token.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/, ended), 'latin1')
  return { ...keys, sessionToken: Buffer.concat([cipher.update(changed), cipher.final()]).toString('base64') }
}

/**
 * Sends a request that is signed in its headers:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
async function ask(endpoint: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const { accessKeyId, secret, region } = cephUsers.alice
  const body = new URLSearchParams(fields).toString()
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const { host } = new URL(endpoint)
  const names = 'host;x-amz-content-sha256;x-amz-date'
  const lines = `host:${host}\nx-amz-content-sha256:${hash(body)}\nx-amz-date:${date}\n`
  const canonical = `POST\n/\n\n${lines}\n${names}\n${hash(body)}`
  let key: string | Buffer = `AWS4${secret}`
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const response = await fetch(endpoint, {
    method: 'POST',
    body,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
      'x-amz-date': date,
      'x-amz-content-sha256': hash(body),
      'content-type': 'application/x-www-form-urlencoded',
    },
  })
  const xml = await response.text()
  if (!response.ok) throw new Error(`${fields.Action}: ${response.status} ${xml}`)
  return xml
}
