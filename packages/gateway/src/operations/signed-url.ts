import { Type } from 'typebox'
import { aclParam, bucketParam, expiresInParam, keyParam } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { describeDownload, describeUpload, signObject } from './sign-object.ts'
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
})

type Params = Type.Static<typeof params>

function scope({ bucket, key_name, type, acl, expires_in }: Params) {
  return type === 'upload'
    ? describeUpload(bucket, key_name, expires_in, acl)
    : describeDownload(bucket, key_name, expires_in)
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
  examples: [downloadExample, { ...uploadExample, params: { ...uploadExample.params, type: 'upload' } }],
  scope,
  handle(request, context) {
    if (request.type !== 'upload' && request.acl !== undefined) {
      context.warn('`acl` is ignored: it applies to uploads only, and `type` is `get`')
    }
    return signObject(scope(request), context)
  },
})
