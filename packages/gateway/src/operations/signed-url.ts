import { Type } from 'typebox'
import { downloadFields } from './download-options.ts'
import { aclParam, objectFields, signingFields } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signedUrlResult, signObject, toObjectAccess, typeParam } from './sign-object.ts'
import { downloadExample, uploadExample } from './signed-url-examples.ts'
import { uploadFields } from './upload-options.ts'

const query = Type.Object({
  ...objectFields,
  type: Type.Optional(typeParam),
  acl: Type.Optional(aclParam),
  ...signingFields,
  ...uploadFields,
  ...downloadFields,
})

/** `GET /awss3/signed-url`: a URL that uploads, downloads, looks at or deletes one object. */
export const signedUrl = defineOperation({
  name: 'signed_url',
  method: 'GET',
  path: '/awss3/signed-url',
  category: 'Signed URLs',
  effect: 'sign',
  summary: 'Sign a URL that uploads or downloads one object',
  description:
    'Gives a URL with which one object is sent to S3 (`type=upload`) or fetched from it (`type=get`), without any credential, until it expires. `type=head` and `type=delete` look at an object and delete it. A parameter that does not apply to the type is refused.',
  input: { query },
  result: signedUrlResult,
  canRedirect: true,
  examples: [{ ...uploadExample, params: { ...uploadExample.params, type: 'upload' } }, downloadExample],
  requires: ({ type = 'get', ...params }) => [toObjectAccess(type, params)],
  handle: ({ type = 'get', ...params }, accesses, context) => signObject(type, params, accesses, context),
})
