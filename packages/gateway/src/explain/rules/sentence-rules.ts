import { certain, type FoundCause, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import type { StoreAnswer } from '../store-answer.ts'

/** Sentences with which AWS, MinIO, R2 and others accompany codes that stand for many things. */
const sentences: readonly (readonly [RegExp, FoundCause['code'], string])[] = [
  [
    /headers present in the request which were not signed/i,
    'header_added',
    'The store names headers that were sent but not signed',
  ],
  [
    /only one auth mechanism allowed/i,
    'authorization_sent',
    'The request has two signatures or tokens: one in the URL, one in a header.',
  ],
  [/x-amz-expires must be less than a week/i, 'lifetime_too_long', 'The URL is signed for longer than a week.'],
  [
    /requires the x-amz-algorithm|requires the signature, expires and awsaccesskeyid/i,
    'cut_off',
    'Parameters of the signature did not reach the store: the end of the URL was cut off, or each `&` was escaped.',
  ],
  [
    /incorrect service|this endpoint belongs to "?s3/i,
    'wrong_service',
    'The URL is signed for a service other than s3.',
  ],
  [/part ?number must be an integer between/i, 'part_number_outside', 'The part number is not between 1 and 10,000.'],
  [
    /authorization mechanism you have provided is not supported|v2 signature authorization mechanism is not supported/i,
    'malformed_signature',
    'The URL is signed with signature version 2, but the store accepts only version 4.',
  ],
  [/transfer-encoding/i, 'no_length', 'The body was sent as a stream, without a Content-Length.'],
  [
    /require aws signature version 4/i,
    'malformed_signature',
    'Objects that are encrypted with KMS require signature version 4.',
  ],
  [/not authorized to perform/i, 'no_right', 'The store says that the keys may not do this.'],
  [/cors(?:response| is not enabled)/i, 'cors', 'No CORS rule of the bucket allows the request of the web page.'],
]

/** Finds causes in the sentences of stores, which say more than their codes. */
export const findSentence: Rule = ({ answer, headers, url }) => {
  if (answer?.from !== 'store') return []
  const { code } = answer
  const message = `${answer.message} ${answer.fields.get('Header') ?? ''}`.trim()
  if (headers?.has('authorization') === true && url?.signature !== undefined && (answer.status ?? 400) >= 400) {
    const kind = /^Bearer/i.test(headers.get('authorization') ?? '') ? 'a Bearer token' : 'an Authorization header'
    return [
      certain(
        'authorization_sent',
        `The request has ${kind} in addition to the signature in its URL, but S3 accepts only one of them.`,
      ),
    ]
  }
  const region = findRightRegion(answer)
  if (region !== undefined) return [region]
  if (code === 'NotImplemented' && !/transfer-encoding/i.test(message)) return []
  const found = sentences.find(([pattern]) => pattern.test(message))
  if (found === undefined) return []
  const [, cause, text] = found
  const named = cause === 'header_added' ? answer.fields.get('HeadersNotSigned') : undefined
  const action = cause === 'no_right' ? /not authorized to perform:?\s*([\w:]+)/i.exec(message)?.[1] : undefined
  const deny = /explicit deny/i.test(message) ? ' A policy denies it explicitly.' : ''
  const more = action === undefined ? '' : ` They lack ${action}.${deny}`
  return [certain(cause, cause === 'header_added' ? `${text}: ${quote(named ?? 'see the answer')}.` : `${text}${more}`)]
}

function findRightRegion({ code, message, fields }: StoreAnswer): FoundCause | undefined {
  const expected = /expecting '([\w-]{1,40})'/.exec(message)?.[1] ?? fields.get('Region')
  const isRegion = /region '[\w-]*' is wrong|incorrect region/i.test(message)
  const codes = [
    'AuthorizationHeaderMalformed',
    'PermanentRedirect',
    'TemporaryRedirect',
    'IllegalLocationConstraintException',
    'InvalidRegionName',
    'IncorrectEndpoint',
  ]
  if (!isRegion && !codes.includes(code ?? '')) return undefined
  const endpoint = fields.get('Endpoint')
  const place = expected === undefined ? '' : ` The bucket is in ${quote(expected)}.`
  const host = endpoint === undefined ? '' : ` Its host is ${quote(endpoint)}.`
  return certain(
    'region_wrong',
    `The URL is signed for a region that is not the bucket’s, or was sent to the host of another region.${place}${host}`,
  )
}
