import { PresignError } from './presign-error.ts'
import { findHeaderValueProblem, unsignedPayload } from './signed-headers.ts'

/** The caller's query parameters, not encoded. */
export type QueryParameters = readonly (readonly [name: string, value: string])[]

// In lowercase: some stores ignore the case of names, and a second parameter must never compete with ours.
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
 * Throws `invalid_query`, `reserved_query` or `query_not_honoured`. The last one is for the `x-amz-*` that S3 reads from
 * headers only: in the query S3 would accept them, and silently not apply them.
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
    throw new PresignError('reserved_query', `The query parameter "${name}" must not be given: the signature sets it`)
  }
  if (lowerName.startsWith('x-amz-')) checkAmzParameter(name, value)
  // S3 puts these into response headers, and responds with 400 where it cannot. It takes some of Latin-1, but only
  // visible ASCII arrives everywhere.
  const problem = lowerName.startsWith('response-') ? findHeaderValueProblem(value) : undefined
  if (problem !== undefined) throw new PresignError('invalid_query', `The query parameter "${name}" ${problem}`)
}

function checkAmzParameter(name: string, value: string): void {
  switch (name.toLowerCase()) {
    case 'x-amz-acl':
      throw new PresignError('reserved_query', `The query parameter "${name}" must not be given: use \`acl\``)
    case 'x-amz-request-payer':
      // Documented for signed URLs:
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html
      return
    case 'x-amz-content-sha256':
      // AWS SDKs write this one value into URLs, where it changes nothing. A real hash counts only as a header.
      if (value === unsignedPayload) return
  }
  throw new PresignError(
    'query_not_honoured',
    `The query parameter "${name}" would be ignored: S3 reads it from the headers. Pass it in \`headers\``,
  )
}
