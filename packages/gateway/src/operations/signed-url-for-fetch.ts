import { Type } from 'typebox'
import { describeDownload } from './object-access.ts'
import { bucketParam, credentialParam, expiresInParam, keyParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signObject } from './sign-object.ts'
import { downloadExample } from './signed-url-examples.ts'
import { signedUrlResult } from './signed-url-result.ts'

const params = Type.Object({
  bucket: bucketParam,
  key_name: keyParam,
  expires_in: Type.Optional(expiresInParam),
  credential: Type.Optional(credentialParam),
})

/** `GET /awss3/signed-url/for-fetch`: a URL that downloads one object. */
export const signedUrlForFetch = defineOperation({
  name: 'signed_url_for_fetch',
  method: 'GET',
  path: '/awss3/signed-url/for-fetch',
  category: 'Signed URLs',
  summary: 'Sign a URL that downloads one object',
  description:
    'Gives a URL with which one object is fetched from S3 by `GET`, without any credential, until it expires.',
  params,
  result: signedUrlResult,
  examples: [downloadExample],
  scope: describeDownload,
  handle: (request, context) => signObject(describeDownload(request), context),
})
