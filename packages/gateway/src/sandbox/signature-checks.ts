import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../core/secret.ts'
import { S3Refusal } from './s3-refusal.ts'

/** The secret access keys that are known, by access key id. */
export type KeyPairs = ReadonlyMap<string, Secret>

/** Finds the secret of a key pair. @throws S3Refusal `InvalidAccessKeyId` */
export function findSecret(keyPairs: KeyPairs, accessKeyId: string): Secret {
  const secret = keyPairs.get(accessKeyId)
  if (secret !== undefined) return secret
  const message = 'The AWS Access Key Id you provided does not exist in our records.'
  throw new S3Refusal(403, 'InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId })
}

/**
 * Compares in constant time.
 * @param explanation what AWS tells so that a client finds its mistake: nothing of it is secret
 * @throws S3Refusal `SignatureDoesNotMatch`
 */
export function compareSignatures(
  given: string,
  expected: string,
  explanation: Readonly<Record<string, string>>,
): void {
  const [one, other] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  if (one !== undefined && other !== undefined && timingSafeEqual(one, other)) return
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  throw new S3Refusal(403, 'SignatureDoesNotMatch', message, explanation)
}

/** @param expiresAt epoch milliseconds, like `now` @throws S3Refusal `AccessDenied` when that has passed */
export function refuseExpired(expiresAt: number, now: number): void {
  if (now <= expiresAt) return
  throw new S3Refusal(403, 'AccessDenied', 'Request has expired', {
    Expires: formatTime(expiresAt),
    ServerTime: formatTime(now),
  })
}

function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+/, '')
}

/** A header's value as both versions sign it. */
export function foldBlanks(value: string): string {
  return value.trim().replace(/ +/g, ' ')
}
