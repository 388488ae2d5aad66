import { PresignError } from './presign-error.ts'
import { findHeaderValueProblem, unsignedPayload } from './signed-headers.ts'

/** The caller's query parameters, not encoded. */
export type QueryParameters = readonly (readonly [name: string, value: string])[]

// In lowercase, because some stores ignore the case of names, and no second parameter may compete with ours.
const reservedNames = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
  'awsaccesskeyid',
  'expires',
  'signature',
])

/**
 * Checks the extra query parameters of a request.
 *
 * Throws `invalid_query`, `reserved_query` or `query_not_honoured`. The last one is for `x-amz-*` parameters that S3 reads only
 * from headers. In the query, S3 would accept them and silently ignore them.
 */
export function checkQueryParameters(query: Readonly<Record<string, string>>): QueryParameters {
  const parameters = Object.entries(query)
  for (const [name, value] of parameters) checkParameter(name, value)
  return parameters
}

function checkParameter(name: string, value: string): void {
  if (name === '' || !name.isWellFormed()) {
    throw new PresignError('invalid_query', 'A name in `query` must be well-formed Unicode and not empty')
  }
  if (typeof value !== 'string' || !value.isWellFormed()) {
    throw new PresignError('invalid_query', `The query parameter "${name}" must be a string of well-formed Unicode`)
  }
  const lowerName = name.toLowerCase()
  if (reservedNames.has(lowerName)) {
    throw new PresignError('reserved_query', `The query parameter "${name}" must not be set: the signature sets it`)
  }
  if (lowerName.startsWith('x-amz-')) checkAmzParameter(name, value)
  // S3 copies these values into response headers, and answers 400 if it cannot. It accepts parts of Latin-1, but only
  // visible ASCII works with every store and client.
  const problem = lowerName.startsWith('response-') ? findHeaderValueProblem(value) : undefined
  if (problem !== undefined) throw new PresignError('invalid_query', `The query parameter "${name}" ${problem}`)
}

function checkAmzParameter(name: string, value: string): void {
  switch (name.toLowerCase()) {
    case 'x-amz-acl':
      throw new PresignError('reserved_query', `The query parameter "${name}" must not be set: use \`acl\` instead`)
    case 'x-amz-request-payer':
      // Documented for signed URLs:
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html
      return
    case 'x-amz-content-sha256':
      // AWS SDKs write this value into URLs, where it has no effect. A real hash works only as a header.
      if (value === unsignedPayload) return
  }
  throw new PresignError(
    'query_not_honoured',
    `The query parameter "${name}" is ignored in the query, because S3 reads it from the headers: pass it in \`headers\``,
  )
}
