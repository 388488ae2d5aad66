import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { bucket, type Contestant, expiresInSeconds, region } from '../contestant.ts'

// No checksums in the URL: they would be more work, and serve no purpose there.
const onlyWhenRequired = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const

/** The AWS SDK: a client for each credential, and a command for each request, as in its documentation. */
export const awsSdk: Contestant = {
  name: '@aws-sdk/s3-request-presigner',
  // A client takes 80 KB, and a millisecond to create.
  maxCredentials: 1000,
  connect(credentials) {
    const client = new S3Client({ credentials, region, ...onlyWhenRequired })
    return ({ method, key, acl }, at) => {
      const options = { expiresIn: expiresInSeconds, signingDate: at }
      if (method === 'GET') return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), options)
      return getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: key, ACL: acl }), options)
    }
  },
}
