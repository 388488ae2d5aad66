import { Type } from 'typebox'
import { aclParam, bucketParam, credentialParam, expiresInParam, keyParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signedUrlResult, signObject, toUpload } from './sign-object.ts'
import { uploadExample } from './signed-url-examples.ts'

const query = Type.Object({
  bucket: bucketParam,
  key_name: keyParam,
  acl: Type.Optional(aclParam),
  expires_in: Type.Optional(expiresInParam),
  credential: Type.Optional(credentialParam),
})

/** `GET /awss3/signed-url/for-upload`: a URL that uploads one object. */
export const signedUrlForUpload = defineOperation({
  name: 'signed_url_for_upload',
  method: 'GET',
  path: '/awss3/signed-url/for-upload',
  category: 'Signed URLs',
  summary: 'Sign a URL that uploads one object',
  description:
    'Gives a URL to which one object is sent by `PUT`, without any credential, until it expires. Send the headers listed in `headers`, and any Content-Type.',
  input: { query },
  result: signedUrlResult,
  examples: [uploadExample],
  requires: (params) => [toUpload(params)],
  handle: (_, accesses, context) => signObject(accesses, context),
})
