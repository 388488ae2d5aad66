import { certain, type FoundCause, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import type { StoreAnswer } from '../store-answer.ts'

/** What AWS, MinIO, R2 and others say in sentences under codes that stand for many things. */
const sentences: readonly (readonly [RegExp, FoundCause['code'], string])[] = [
  [
    /headers present in the request which were not signed/i,
    'header_added',
    'The store names headers that were sent and are not signed',
  ],
  [
    /only one auth mechanism allowed/i,
    'authorization_sent',
    'The request has two signatures or tokens: one in the URL, one in a header.',
  ],
  [/x-amz-expires must be less than a week/i, 'lifetime_too_long', 'It is signed for longer than a week.'],
  [
    /requires the x-amz-algorithm|requires the signature, expires and awsaccesskeyid/i,
    'cut_off',
    'The store misses parameters of the signature: the end of the URL was cut off, or its `&` were escaped.',
  ],
  [/incorrect service|this endpoint belongs to "?s3/i, 'wrong_service', 'It is signed for another service than s3.'],
  [
    /part ?number must be an integer between/i,
    'part_number_outside',
    'The number of the part is not from 1 to 10,000.',
  ],
  [
    /authorization mechanism you have provided is not supported|v2 signature authorization mechanism is not supported/i,
    'malformed_signature',
    'It is signed with signature version 2, and the store takes version 4 alone.',
  ],
  [/transfer-encoding/i, 'no_length', 'The body was sent as a stream, without a Content-Length.'],
  [
    /require aws signature version 4/i,
    'malformed_signature',
    'Objects that are encrypted with KMS need signature version 4.',
  ],
  [/not authorized to perform/i, 'no_right', 'The store says that the keys may not do it.'],
  [/cors(?:response| is not enabled)/i, 'cors', 'No CORS rule of the bucket allows what the page asks for.'],
]

/** Sentences of stores, which say more than their codes. */
export const findSentence: Rule = ({ answer, headers, url }) => {
  if (answer?.from !== 'store') return []
  const { code } = answer
  const message = `${answer.message} ${answer.fields.get('Header') ?? ''}`.trim()
  if (headers?.has('authorization') === true && url?.signature !== undefined && (answer.status ?? 400) >= 400) {
    const kind = /^Bearer/i.test(headers.get('authorization') ?? '') ? 'a Bearer token' : 'an Authorization header'
    return [
      certain(
        'authorization_sent',
        `The request has ${kind} beside the signature in its URL, and S3 takes one of them alone.`,
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
  const deny = /explicit deny/i.test(message) ? ' A policy denies it by name.' : ''
  const more = action === undefined ? '' : ` It misses ${action}.${deny}`
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
    `It is signed for another region than the bucket’s, or was sent to the host of another one.${place}${host}`,
  )
}
