import { Type } from 'typebox'
import { aclParam, objectFields, signingFields } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signedUrlResult, signObject, toObjectAccess } from './sign-object.ts'
import { uploadExample } from './signed-url-examples.ts'
import { uploadFields } from './upload-options.ts'

/** `GET /awss3/signed-url/for-upload`: signs a URL that uploads one object. */
export const signedUrlForUpload = defineOperation({
  name: 'signed_url_for_upload',
  method: 'GET',
  path: '/awss3/signed-url/for-upload',
  category: 'Signed URLs',
  effect: 'sign',
  shortFormOf: 'signed_url',
  summary: 'Sign a URL that uploads one object',
  description:
    'Returns a URL that uploads one object to S3 with `PUT`, without any credential, until the URL expires. Send the headers listed in `headers`, and any Content-Type.',
  usage: 'The short form of `signed_url` for uploads. Send the bytes with PUT to `signedUrl`.',
  input: { query: Type.Object({ ...objectFields, acl: Type.Optional(aclParam), ...signingFields, ...uploadFields }) },
  result: signedUrlResult,
  examples: [uploadExample],
  requires: (params) => [toObjectAccess('upload', params)],
  handle: (params, accesses, context) => signObject('upload', params, accesses, context),
})
