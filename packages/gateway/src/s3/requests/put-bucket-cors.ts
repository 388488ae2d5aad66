import { createHash } from 'node:crypto'
import type { S3Request } from '../s3-request.ts'
import { formatXml } from '../s3-xml.ts'
import type { CorsConfiguration } from './get-bucket-cors.ts'

/**
 * Replaces the CORS configuration of a bucket. Content-MD5 is required by AWS and many other stores.
 * S3 API Reference, "PutBucketCors".
 */
export function putBucketCors({
  bucket,
  rules,
  rest,
}: { readonly bucket: string } & CorsConfiguration): S3Request<undefined> {
  const body = formatXml('CORSConfiguration', { ...rest, CORSRule: rules })
  return {
    name: 'PutBucketCors',
    method: 'PUT',
    bucket,
    query: { cors: '' },
    headers: { 'content-md5': createHash('md5').update(body).digest('base64') },
    body,
    timeoutMs: 10_000,
    parse: () => undefined,
  }
}
