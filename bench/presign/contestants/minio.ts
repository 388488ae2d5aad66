import { Client } from 'minio'
import { bucket, type Contestant, expiresInSeconds, region } from '../contestant.ts'

/** MinIO's client. It gets the region, so that it does not ask a server for it. */
export const minio: Contestant = {
  name: 'minio',
  connect({ accessKeyId, secretAccessKey }) {
    const client = new Client({
      endPoint: `s3.${region}.amazonaws.com`,
      region,
      pathStyle: false,
      accessKey: accessKeyId,
      secretKey: secretAccessKey,
    })
    const noParameters = {}
    return ({ method, key, acl }, at) =>
      client.presignedUrl(
        method,
        bucket,
        key,
        expiresInSeconds,
        acl === undefined ? noParameters : { 'x-amz-acl': acl },
        at,
      )
  },
}
