import { Type } from 'typebox'
import { andThen } from '../core/maybe-promise.ts'
import { aclParam, objectFields, signingFields } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signedUrlResult, signObject, toDownload, toUpload } from './sign-object.ts'
import { downloadExample, uploadExample } from './signed-url-examples.ts'

const query = Type.Object({
  ...objectFields,
  type: Type.Optional(
    Type.Enum(['upload', 'get'], { default: 'get', description: '`upload` signs a PUT, `get` signs a GET' }),
  ),
  acl: Type.Optional(aclParam),
  ...signingFields,
})

const aclIgnored = '`acl` is ignored: it applies to uploads only, and `type` is `get`'

/** `GET /awss3/signed-url`: a URL that uploads or downloads one object. */
export const signedUrl = defineOperation({
  name: 'signed_url',
  method: 'GET',
  path: '/awss3/signed-url',
  category: 'Signed URLs',
  effect: 'sign',
  summary: 'Sign a URL that uploads or downloads one object',
  description:
    'Gives a URL with which one object is sent to S3 (`type=upload`) or fetched from it (`type=get`), without any credential, until it expires.',
  input: { query },
  result: signedUrlResult,
  examples: [{ ...uploadExample, params: { ...uploadExample.params, type: 'upload' } }, downloadExample],
  requires: (params) => [params.type === 'upload' ? toUpload(params) : toDownload(params)],
  handle({ type, acl }, accesses, context) {
    const signed = signObject(accesses, context)
    if (type === 'upload' || acl === undefined) return signed
    return andThen(signed, (output) => ({ ...output, warnings: [aclIgnored, ...(output.warnings ?? [])] }))
  },
})
