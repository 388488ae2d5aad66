import type { S3Response } from '../../src/s3/s3-request.ts'
import { parseXml } from '../../src/s3/s3-xml.ts'

/** Makes a response as the S3 client returns it. */
export function createS3Response(xml: string, changes: Partial<S3Response> = {}): S3Response {
  const body = parseXml(xml) ?? { problem: xml === '' ? 'is empty' : 'is not an XML document' }
  return { status: 200, headers: {}, body, bucketRegion: undefined, ...changes }
}
