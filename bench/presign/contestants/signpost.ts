import { createPresigner } from '@signpost/presign'
import { bucket, type Contestant, expiresInSeconds, region } from '../contestant.ts'

/** `@signpost/presign`: a presigner for each credential. */
export const signpost: Contestant = {
  name: '@signpost/presign',
  connect(credentials) {
    const presigner = createPresigner({ credentials, region })
    return ({ method, key, acl }, at) => {
      const request = { method, bucket, key, expiresInSeconds, signedAt: at.getTime() }
      return presigner.presign(acl === undefined ? request : { ...request, acl }).url
    }
  },
}

/** `@signpost/presign` with SigV2, which signs the ACL as a header. */
export const signpostV2: Contestant = {
  name: '@signpost/presign, SigV2',
  connect(credentials) {
    const presigner = createPresigner({ credentials, region, signatureVersion: 'v2' })
    return ({ method, key, acl }, at) => {
      const request = { method, bucket, key, expiresInSeconds, signedAt: at.getTime() }
      return presigner.presign(acl === undefined ? request : { ...request, acl }).url
    }
  },
}
