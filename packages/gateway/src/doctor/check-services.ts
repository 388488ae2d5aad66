import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Config } from '../config/config-schema.ts'
import type { Credential } from '../core/model.ts'
import { openRedisLink } from '../limits/redis-link.ts'
import { createS3Client, type S3Response } from '../s3/s3-client.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { type CheckResult, fail, ok, warn } from './check.ts'

const redisWaitMs = 3000

/** Redis, where nodes share their rate limits. */
export async function checkRedis({ redisUrl }: Config): Promise<readonly CheckResult[]> {
  if (redisUrl === undefined) return [ok('not configured: each node counts by itself')]
  let reason = 'it does not answer'
  // The link says what is wrong to a logger, once, in words that hold no password.
  const sink = {
    write(line: string) {
      reason = (JSON.parse(line) as { reason?: string }).reason ?? reason
    },
  }
  const link = openRedisLink({ url: redisUrl, logger: pino({ level: 'warn' }, sink) })
  const deadline = Date.now() + redisWaitMs
  while (!link.isUp() && Date.now() < deadline) await sleep(20)
  const isUp = link.isUp()
  link.close()
  if (isUp) return [ok('it counts')]
  return [fail(`Redis cannot be used: ${reason}`, 'Check SIGNPOST_REDIS_URL. Until then each node counts by itself.')]
}

/** Beyond that S3 refuses signatures ("RequestTimeTooSkewed"). */
const refusedSkewMs = 15 * 60_000
const noticedSkewMs = 60_000

/** Asks each credential's store for a bucket that does not exist: whether it answers, knows the keys, and has our time. */
export async function checkStores(
  credentials: readonly Credential[],
  ring: KeyRing,
  config: Config,
): Promise<readonly CheckResult[]> {
  const openable = credentials.filter(
    (credential) => !credential.isSandbox && findSecretProblem(credential, ring) === undefined,
  )
  const client = createS3Client({ allowPrivate: config.allowPrivateEndpoints })
  try {
    const results = await Promise.all(
      openable.map(async (credential) => {
        const { url } = createSigningCredential(credential, ring)
          .probePresigner()
          .presign({
            method: 'GET',
            bucket: `signpost-doctor-${randomBytes(12).toString('hex')}`,
            query: { 'list-type': '2', 'max-keys': '1' },
            expiresInSeconds: 300,
            signedAt: Date.now(),
          })
        // An error's own text may hold the signed URL.
        const response = await client.send('GET', url).catch(() => undefined)
        return checkStore(credential, response)
      }),
    )
    return results.length === 0 ? [ok('there is none to ask')] : results
  } finally {
    await client.close()
  }
}

function checkStore({ name }: Credential, response: S3Response | undefined): CheckResult {
  const advice = `\`signpost credential test ${name}\` says more.`
  if (response === undefined) return warn(`${name}: its store does not answer`, advice)
  const skewMs = response.serverTime === undefined ? 0 : Date.now() - response.serverTime
  const skew = `${name}: this machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} its store's`
  const clockAdvice = 'Set the clock: let NTP (chrony, systemd-timesyncd) keep it.'
  if (Math.abs(skewMs) > refusedSkewMs || response.errorCode === 'RequestTimeTooSkewed') return fail(skew, clockAdvice)
  if (Math.abs(skewMs) > noticedSkewMs) return warn(skew, clockAdvice)
  const isKnown =
    response.errorCode === 'NoSuchBucket' || response.errorCode === 'AccessDenied' || response.status < 300
  return isKnown
    ? ok(`${name}: its store knows the keys`)
    : warn(`${name}: ${response.errorCode ?? response.status}`, advice)
}
