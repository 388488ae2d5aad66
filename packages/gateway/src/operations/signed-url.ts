import { Type } from 'typebox'
import { describeDownload, describeUpload } from './object-access.ts'
import { aclParam, bucketParam, credentialParam, expiresInParam, keyParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signObject } from './sign-object.ts'
import { downloadExample, uploadExample } from './signed-url-examples.ts'
import { signedUrlResult } from './signed-url-result.ts'

const params = Type.Object({
  bucket: bucketParam,
  key_name: keyParam,
  type: Type.Optional(
    Type.Enum(['upload', 'get'], { default: 'get', description: '`upload` signs a PUT, `get` signs a GET' }),
  ),
  acl: Type.Optional(aclParam),
  expires_in: Type.Optional(expiresInParam),
  credential: Type.Optional(credentialParam),
})

type Params = Type.Static<typeof params>

function scope(request: Params) {
  return request.type === 'upload' ? describeUpload(request) : describeDownload(request)
}

/** `GET /awss3/signed-url`: a URL that uploads or downloads one object. */
export const signedUrl = defineOperation({
  name: 'signed_url',
  method: 'GET',
  path: '/awss3/signed-url',
  category: 'Signed URLs',
  summary: 'Sign a URL that uploads or downloads one object',
  description:
    'Gives a URL with which one object is sent to S3 (`type=upload`) or fetched from it (`type=get`), without any credential, until it expires.',
  params,
  result: signedUrlResult,
  examples: [{ ...uploadExample, params: { ...uploadExample.params, type: 'upload' } }, downloadExample],
  scope,
  handle(request, context) {
    if (request.type !== 'upload' && request.acl !== undefined) {
      context.warn('`acl` is ignored: it applies to uploads only, and `type` is `get`')
    }
    return signObject(scope(request), context)
  },
})
