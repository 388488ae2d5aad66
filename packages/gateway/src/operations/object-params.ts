import { cannedAcls, findKeyProblem, findWideBucketProblem, maxExpiresInSeconds } from '@signpost/presign'
import { Type } from 'typebox'
import { type AskedFeature, defaultExpiresInSeconds } from '../core/access.ts'
import { defineText } from '../core/define-text.ts'
import { namePattern } from '../core/ids.ts'
import { requestPayerParam } from './header-fields.ts'
import { leftOut, publishBounds } from './published-schema.ts'

/**
 * `bucket`: the name of an existing bucket. Rules: S3 User Guide, "General purpose bucket naming rules". Other stores have
 * wider rules, so a second check follows once the credential, and with it the store, is chosen.
 */
export const bucketParam = defineText(
  {
    description: 'Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores',
    ...publishBounds({ minLength: 3, maxLength: 222, pattern: '^[a-z0-9][a-z0-9._-]*[a-z0-9]$' }),
  },
  findWideBucketProblem,
)

/** `key_name`: the object's key, decoded. Rules: S3 User Guide, "Naming Amazon S3 objects". */
export const keyParam = defineText(
  {
    description:
      'Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value',
    ...publishBounds({ minLength: 1, maxLength: 1024 }),
  },
  findKeyProblem,
)

const prefixBounds = publishBounds({ maxLength: 1024 })

/** `prefix`: the text that the keys of a listing begin with. */
export const prefixParam = defineText(
  { description: 'Text that the keys begin with; by default all keys of the bucket are listed', ...prefixBounds },
  findPrefixProblem,
)

/** `delimiter`: S3 User Guide, "Organizing objects using prefixes". */
export const delimiterParam = defineText(
  {
    description: 'Groups keys up to the first occurrence of this text after the prefix: `/` for folders',
    ...prefixBounds,
  },
  findPrefixProblem,
)

/** A prefix is not a path, so dot segments have no meaning in it. */
function findPrefixProblem(text: string): string | undefined {
  if (Buffer.byteLength(text) > 1024) return 'must have at most 1024 bytes of UTF-8, because no key has more'
  if (text.includes('\0')) return 'must not contain a NUL character: stores refuse it'
  if (!text.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair'
  return undefined
}

/** `acl`: the canned ACL of an upload. S3 User Guide, "Canned ACL". */
export const aclParam = Type.Enum([...cannedAcls], {
  default: 'private',
  description:
    'Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled',
})

/** `credential`: the name of the stored credential to sign with, when an account has several. */
export const credentialParam = Type.String({
  pattern: namePattern,
  examples: leftOut,
  description:
    'Name of the credential to sign with; by default the one for the bucket, otherwise the default credential',
  'x-rule': 'must be the name of a stored credential, as the operator chose it',
})

/** `expires_in`: the lifetime in seconds. 604,800 is the bound of SigV4's `X-Amz-Expires`. */
export const expiresInParam = Type.Integer({
  default: defaultExpiresInSeconds,
  minimum: 1,
  maximum: maxExpiresInSeconds,
  description: 'Lifetime of the URL in seconds',
  'x-rule': `must be a whole number of seconds from 1 to ${maxExpiresInSeconds} (7 days, the longest that S3 accepts)`,
})

/** `version_id`: S3's id of one version of an object. S3 User Guide, "Working with object versions". */
export const versionIdParam = Type.String({
  pattern: '^[!-~]{1,1024}$',
  examples: leftOut,
  description: 'S3’s id of one version of the object; by default the latest version',
  'x-rule': 'must be a version id from S3: up to 1,024 visible ASCII characters',
})

/** The parameters that identify the object of a signed-url operation. */
export const objectFields = { bucket: bucketParam, key_name: keyParam }

/** The parameters of the operations in which the gateway itself works on an object. */
export const storedObjectFields = {
  ...objectFields,
  version_id: Type.Optional(versionIdParam),
  request_payer: Type.Optional(requestPayerParam),
  credential: Type.Optional(credentialParam),
}

/** Lists the store features that these parameters need. */
export function listAskedFeatures(params: { readonly version_id?: unknown; readonly request_payer?: unknown }) {
  const features: AskedFeature[] = []
  if (params.version_id !== undefined) features.push({ parameter: 'version_id', feature: 'versions' })
  if (params.request_payer !== undefined) features.push({ parameter: 'request_payer', feature: 'request_payer' })
  return features
}

/** The parameters that decide how a URL is signed. */
export const signingFields = { expires_in: Type.Optional(expiresInParam), credential: Type.Optional(credentialParam) }
