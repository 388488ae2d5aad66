import { S3Client } from 'lean-s3'
import { exampleBucket, exampleKeys, exampleRegion } from '../../gateway/example-credential.ts'
import { serveBatches } from './serve-batches.ts'

const endpoint = `https://{bucket}.s3.${exampleRegion}.amazonaws.com`
const client = new S3Client({ ...exampleKeys, region: exampleRegion, endpoint, bucket: exampleBucket })
await serveBatches(({ bucket, key, expiresInSeconds }) => client.presign(key, { bucket, expiresIn: expiresInSeconds }))
