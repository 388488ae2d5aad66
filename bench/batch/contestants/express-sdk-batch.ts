import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { exampleKeys, exampleRegion } from '../../gateway/example-credential.ts'
import { serveBatches } from './serve-batches.ts'

const client = new S3Client({ region: exampleRegion, credentials: exampleKeys })
await serveBatches(({ bucket, key, expiresInSeconds }) =>
  getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: expiresInSeconds }),
)
