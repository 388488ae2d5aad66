import { Type } from 'typebox'
import { downloadFields } from './download-options.ts'
import { objectFields, signingFields } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { signedUrlResult, signObject, toObjectAccess } from './sign-object.ts'
import { downloadExample } from './signed-url-examples.ts'

/** `GET /awss3/signed-url/for-fetch`: signs a URL that downloads one object. */
export const signedUrlForFetch = defineOperation({
  name: 'signed_url_for_fetch',
  method: 'GET',
  path: '/awss3/signed-url/for-fetch',
  category: 'Signed URLs',
  effect: 'sign',
  shortFormOf: 'signed_url',
  summary: 'Sign a URL that downloads one object',
  description:
    'Returns a URL that downloads one object from S3 with `GET`, without any credential, until the URL expires.',
  usage: 'The short form of `signed_url` for downloads. Give `signedUrl` to the user as a link, or GET it.',
  input: { query: Type.Object({ ...objectFields, ...signingFields, ...downloadFields }) },
  result: signedUrlResult,
  canRedirect: true,
  examples: [downloadExample],
  requires: (params) => [toObjectAccess('get', params)],
  handle: (params, accesses, context) => signObject('get', params, accesses, context),
})
