import { S3Client } from 'lean-s3'
import { bucket, type Contestant, expiresInSeconds, region } from '../contestant.ts'

/** `lean-s3`: a client for each credential. It takes the time from the clock. */
export const leanS3: Contestant = {
  name: 'lean-s3',
  hasOwnClock: true,
  connect(credentials) {
    const endpoint = `https://{bucket}.s3.${region}.amazonaws.com`
    const client = new S3Client({ ...credentials, region, endpoint, bucket })
    return ({ method, key, acl }) => {
      if (acl === undefined) return client.presign(key, { method, expiresIn: expiresInSeconds })
      return client.presign(key, { method, acl, expiresIn: expiresInSeconds })
    }
  },
}
