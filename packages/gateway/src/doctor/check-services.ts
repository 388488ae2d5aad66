import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Config } from '../config/config-schema.ts'
import { listConnectionSettings } from '../config/proxy-settings.ts'
import type { Credential } from '../core/model.ts'
import { openRedisLink } from '../limits/redis-link.ts'
import { createCircuitBreakers } from '../s3/circuit-breaker.ts'
import { listObjectsV2 } from '../s3/requests/list-objects-v2.ts'
import { createS3Caller, type S3Caller } from '../s3/s3-caller.ts'
import { createS3Client } from '../s3/s3-client.ts'
import { describeForOperator, isCredentialRefusal, readServerTime, S3Error, S3Unreachable } from '../s3/s3-error.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { type CheckResult, type CheckResults, fail, ok, warn } from './check.ts'
import type { CredentialName, NameCredential } from './name-credential.ts'

const redisWaitMs = 3000

/** Checks Redis, in which nodes share their rate limits. */
export async function checkRedis({ redisUrl }: Config): Promise<CheckResult> {
  if (redisUrl === undefined) return ok('not configured: each node counts on its own')
  let reason = 'it does not answer'
  // The link logs once what is wrong, without any password.
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
  if (isUp) return ok('Redis counts')
  return fail(`Redis cannot be used: ${reason}`, 'Check SIGNPOST_REDIS_URL. Until then each node counts on its own.')
}

/** If clocks differ by more, S3 refuses signatures ("RequestTimeTooSkewed"). */
const refusedSkewMs = 15 * 60_000
const noticedSkewMs = 60_000

/** Asks each credential's store for a bucket that does not exist, to see whether it answers, accepts the keys, and has the same time. */
export async function checkStores(
  credentials: readonly Credential[],
  ring: KeyRing,
  config: Config,
  nameCredential: NameCredential,
): Promise<CheckResults> {
  const now = Date.now()
  // Expired credentials are reported by another check, and sign nothing.
  const usable = credentials.filter(({ isSandbox, expiresAt = now + 1 }) => !isSandbox && expiresAt > now)
  const openable = usable.filter((credential) => findSecretProblem(credential, ring) === undefined)
  const client = createS3Client(listConnectionSettings(config))
  const caller = createS3Caller(client, createCircuitBreakers(Date.now))
  try {
    const results = await Promise.all(
      openable.map(async (credential) =>
        checkStore(nameCredential(credential), await askStore(caller, credential, ring)),
      ),
    )
    return usable.length === 0 ? ok('there is no store to ask') : results
  } finally {
    await client.close()
  }
}

/** A store's answer to a request for a bucket that does not exist. */
interface StoreReport {
  /** Epoch milliseconds. */
  readonly serverTime: number | undefined
  /** Undefined if the store reported no error. */
  readonly error?: S3Error | S3Unreachable
}

async function askStore(caller: S3Caller, credential: Credential, ring: KeyRing): Promise<StoreReport> {
  const bucket = `signpost-doctor-${randomBytes(12).toString('hex')}`
  const request = { ...listObjectsV2({ bucket, limit: 1 }), parse: readServerTime }
  try {
    return { serverTime: await caller.call(createSigningCredential(credential, ring), request, { now: Date.now() }) }
  } catch (error) {
    if (error instanceof S3Error) return { serverTime: error.serverTime, error }
    if (error instanceof S3Unreachable) return { serverTime: undefined, error }
    throw error
  }
}

function checkStore({ label: name, args }: CredentialName, { serverTime, error }: StoreReport): CheckResult {
  const advice = `\`signpost credential test ${args}\` says more.`
  if (error instanceof S3Unreachable) {
    return warn(`${name}: its store does not answer: ${describeForOperator(error)}`, advice)
  }
  const skewMs = serverTime === undefined ? 0 : Date.now() - serverTime
  const skew = `${name}: this machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} its store's`
  const clockAdvice = 'Synchronize the clock with NTP (chrony, systemd-timesyncd).'
  if (Math.abs(skewMs) > refusedSkewMs || error?.code === 'RequestTimeTooSkewed') return fail(skew, clockAdvice)
  if (Math.abs(skewMs) > noticedSkewMs) return warn(skew, clockAdvice)
  if (error !== undefined && isCredentialRefusal(error)) {
    return fail(`${name}: its store refuses the keys: ${error.code ?? error.status}`, advice)
  }
  const isKnown = error === undefined || error.code === 'NoSuchBucket' || error.code === 'AccessDenied'
  return isKnown ? ok(`${name}: its store knows the keys`) : warn(`${name}: ${error.code ?? error.status}`, advice)
}
