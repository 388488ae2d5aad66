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

/** `GET /awss3/signed-url`: signs a URL that uploads, downloads, looks at or deletes one object. */
export const signedUrl = defineOperation({
  name: 'signed_url',
  method: 'GET',
  path: '/awss3/signed-url',
  category: 'Signed URLs',
  effect: 'sign',
  summary: 'Sign a URL that uploads or downloads one object',
  description:
    'Returns a URL that uploads one object to S3 (`type=upload`) or downloads it (`type=get`), without any credential, until the URL expires. `type=head` looks at an object, and `type=delete` deletes it. A parameter that does not apply to the type is refused.',
  usage:
    'Use it for one file of up to 5 GiB. To upload: `type=upload`, then send the bytes to `signedUrl` with the `method` and `headers` of the result, for example with curl -T. To hand out a download: `type=get`, with `filename` for the name under which it is saved, and give `signedUrl` to the user as a link. The URL is a secret until it expires.',
  input: { query },
  result: signedUrlResult,
  canRedirect: true,
  examples: [{ ...uploadExample, params: { ...uploadExample.params, type: 'upload' } }, downloadExample],
  requires: (params) => [toObjectAccess(params.type ?? 'get', params)],
  handle: (params, accesses, context) => signObject(params.type ?? 'get', params, accesses, context),
})
