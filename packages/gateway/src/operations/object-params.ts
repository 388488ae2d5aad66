import { cannedAcls, findKeyProblem, findWideBucketProblem, maxExpiresInSeconds } from '@signpost/presign'
import { Type } from 'typebox'
import { type AskedFeature, defaultExpiresInSeconds } from '../core/access.ts'
import { defineText } from '../core/define-text.ts'
import { namePattern } from '../core/ids.ts'
import { requestPayerParam } from './header-fields.ts'
import { leftOut, publishBounds } from './published-schema.ts'

/**
 * `bucket`: the name of an existing bucket. Rules: S3 User Guide, "General purpose bucket naming rules". Other stores have
 * wider ones: what the store of the credential has is known once that is chosen.
 */
export const bucketParam = defineText(
  {
    description:
      'Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too',
    ...publishBounds({ minLength: 3, maxLength: 222, pattern: '^[a-z0-9][a-z0-9._-]*[a-z0-9]$' }),
  },
  findWideBucketProblem,
)

/** `key_name`: the object's key, decoded. Rules: S3 User Guide, "Naming Amazon S3 objects". */
export const keyParam = defineText(
  {
    description:
      'Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments',
    ...publishBounds({ minLength: 1, maxLength: 1024 }),
  },
  findKeyProblem,
)

const prefixBounds = publishBounds({ maxLength: 1024 })

/** `prefix`: what the keys of a listing begin with. */
export const prefixParam = defineText(
  { description: 'What the keys begin with; without it, all of the bucket’s', ...prefixBounds },
  findPrefixProblem,
)

/** `delimiter`: S3 User Guide, "Organizing objects using prefixes". */
export const delimiterParam = defineText(
  { description: 'Keys are grouped up to this text behind the prefix: `/` for folders', ...prefixBounds },
  findPrefixProblem,
)

/** It is no path, so segments of dots mean nothing. */
function findPrefixProblem(text: string): string | undefined {
  if (Buffer.byteLength(text) > 1024) return 'must have at most 1024 bytes of UTF-8, as no key has more'
  if (text.includes('\0')) return 'must not contain a NUL character: stores refuse it'
  if (!text.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair'
  return undefined
}

/** `acl`: the canned ACL of an upload. S3 User Guide, "Canned ACL". */
export const aclParam = Type.Enum([...cannedAcls], {
  default: 'private',
  description:
    'Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled',
})

/** `credential`: the name of the stored credential to sign with, where an account has several. */
export const credentialParam = Type.String({
  pattern: namePattern,
  examples: leftOut,
  description: 'Name of the credential to sign with; without it, the one that is for the bucket, else the default one',
  'x-rule': 'must be the name of a stored credential, as the operator gave it',
})

/** `expires_in`: the lifetime in seconds. 604,800 is the bound of SigV4's `X-Amz-Expires`. */
export const expiresInParam = Type.Integer({
  default: defaultExpiresInSeconds,
  minimum: 1,
  maximum: maxExpiresInSeconds,
  description: 'Lifetime of the URL in seconds',
  'x-rule': `must be a whole number of seconds from 1 to ${maxExpiresInSeconds} (7 days, the longest that S3 accepts)`,
})

/** `version_id`: one version of an object, as S3 named it. S3 User Guide, "Working with object versions". */
export const versionIdParam = Type.String({
  pattern: '^[!-~]{1,1024}$',
  examples: leftOut,
  description: 'One version of the object, as S3 named it; without it, the latest one',
  'x-rule': 'must be a version id as S3 gave it: up to 1,024 visible ASCII characters',
})

/** The parameters that say which object a signed-url operation is about. */
export const objectFields = { bucket: bucketParam, key_name: keyParam }

/** The parameters of what the gateway itself does with an object. */
export const storedObjectFields = {
  ...objectFields,
  version_id: Type.Optional(versionIdParam),
  request_payer: Type.Optional(requestPayerParam),
  credential: Type.Optional(credentialParam),
}

/** What these parameters ask of a store. */
export function listAskedFeatures(params: { readonly version_id?: unknown; readonly request_payer?: unknown }) {
  const features: AskedFeature[] = []
  if (params.version_id !== undefined) features.push({ parameter: 'version_id', feature: 'versions' })
  if (params.request_payer !== undefined) features.push({ parameter: 'request_payer', feature: 'request_payer' })
  return features
}

/** The parameters that say how its URL is signed. */
export const signingFields = { expires_in: Type.Optional(expiresInParam), credential: Type.Optional(credentialParam) }
