import { createHmac } from 'node:crypto'

/**
 * Derives the signing key (32 bytes) from the secret for a day (`YYYYMMDD`) and a region: four HMACs, so that the key
 * can be kept and the secret left alone
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, task 3).
 */
export function deriveSigningKey(secretAccessKey: string, dateStamp: string, region: string): Buffer {
  const dateKey = computeHmac(`AWS4${secretAccessKey}`, dateStamp)
  const regionKey = computeHmac(dateKey, region)
  const serviceKey = computeHmac(regionKey, 's3')
  return computeHmac(serviceKey, 'aws4_request')
}

function computeHmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
