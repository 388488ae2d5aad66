import { certain, type Evidence, type FoundCause, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import { isPlausible } from '../repair-url.ts'
import type { SentUrl, V4Signature } from '../signed-url.ts'

/** Finds what damaged the text of the URL: a shell, a mail, HTML, a column that is too short. */
export const findDamage: Rule = (evidence) => {
  const { cut, repaired, url } = evidence
  if (cut !== undefined) {
    const message =
      'The shell ended the command at the first `&` of the URL, because the URL is not between quotation marks. The store got the URL without its signature.'
    return [certain('cut_at_ampersand', message)]
  }
  if (repaired !== undefined) return [certain(repaired.code, repaired.found)]
  if (url === undefined || !isRefused(evidence)) return []
  return findIncomplete(url, evidence)
}

function isRefused({ answer }: Evidence): boolean {
  return answer === undefined || (answer.from === 'store' && (answer.status ?? 400) >= 400 && answer.status !== 404)
}

/** Parameters of signatures that are not S3's, and whose signatures they are. */
const foreignSignatures: readonly (readonly [string, string])[] = [
  ['X-Goog-Signature', 'Google Cloud'],
  ['Key-Pair-Id', 'CloudFront'],
  ['sig', 'Azure'],
]

function findIncomplete(url: SentUrl, { headers, form, answer }: Evidence): readonly FoundCause[] {
  const { query, rawQuery, missing, signature } = url
  const names = query.map(([name]) => name)
  const isLowercase = names.some((name) => /^x-amz-(?:algorithm|credential|signature)$/.test(name))
  if (isLowercase || names.includes('awsaccesskeyid')) {
    return [
      certain(
        'case_changed',
        'The parameters of the URL are in lowercase: something has put the whole URL in lowercase.',
      ),
    ]
  }
  if (names.includes('X-Amz-Signature') && names.includes('Signature')) {
    return [certain('signed_twice', 'The URL has the parameters of signature version 4 and those of version 2.')]
  }
  const foreign = signature === undefined ? foreignSignatures.find(([name]) => names.includes(name)) : undefined
  if (foreign !== undefined) {
    return [
      {
        code: 'wrong_service',
        certainty: 'possible',
        message: `The URL is signed for ${foreign[1]}, not for S3. Signpost cannot see whether that signature is right.`,
        cure: 'Ask the operator of that service, or sign the URL with S3 keys.',
      },
    ]
  }
  if (missing.length > 0) {
    if (names.length === 1 && !rawQuery.includes('&')) {
      return [
        certain(
          'cut_at_ampersand',
          `The URL ends after its first parameter, ${names[0]}: it was cut at the first \`&\`, as shells do it.`,
        ),
      ]
    }
    return [certain('cut_off', `The URL lacks ${missing.join(', ')}: its end was cut off.`)]
  }
  if (signature === undefined) {
    const isOther =
      form !== undefined ||
      headers?.has('authorization') === true ||
      headers?.has('access-control-request-method') === true
    if (isOther || answer?.code === 'NoSuchBucket' || answer?.from === 'silent') return []
    const lack =
      rawQuery === '' ? 'everything from the `?` on is missing, or was never there' : 'its query contains none'
    return [certain('not_signed', `The URL has no signature: ${lack}.`)]
  }
  if (signature.version === 'v4') return findMalformed(signature, url)
  if (/[?&]Signature=[^&]*\+/.test(`?${rawQuery}`)) {
    return [
      certain('plus_for_blank', 'The signature contains a `+` that is not encoded, and a store reads it as a space.'),
    ]
  }
  if (signature.signature.includes(' ')) {
    return [
      certain('plus_for_blank', 'The signature contains a space in place of a `+`: it was decoded once too often.'),
    ]
  }
  if (signature.signature.length < 28) {
    return [
      certain('cut_off', `The signature has ${signature.signature.length} of 28 characters: its end was cut off.`),
    ]
  }
  return []
}

function findMalformed(signature: V4Signature, url: SentUrl): readonly FoundCause[] {
  const { signature: digits, service, date, signedAt, scope, expiresInSeconds, signedHeaders } = signature
  if (/^[\da-f]{0,63}$/.test(digits))
    return [certain('cut_off', `The signature has ${digits.length} of 64 digits: its end was cut off.`)]
  if (/^[\dA-F]{64}$/.test(digits) && /[A-F]/.test(digits))
    return [certain('case_changed', 'The signature is in capitals.')]
  if (!/^[\da-f]{64}$/.test(digits)) {
    return [
      certain(
        'malformed_signature',
        'The signature is not 64 hexadecimal digits: something in it was added or changed.',
      ),
    ]
  }
  const algorithm = url.query.find(([name]) => name === 'X-Amz-Algorithm')?.[1] ?? ''
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    return [certain('malformed_signature', `X-Amz-Algorithm is ${quote(algorithm)}; S3 accepts only AWS4-HMAC-SHA256.`)]
  }
  if (signedAt === undefined) {
    return [certain('malformed_signature', `X-Amz-Date is ${quote(date)}; it has to be written like 20260131T120000Z.`)]
  }
  if (!isPlausible(url)) {
    return [certain('malformed_signature', 'X-Amz-Credential does not have the form KEY/DAY/REGION/s3/aws4_request.')]
  }
  if (service !== 's3')
    return [
      certain(
        'wrong_service',
        `X-Amz-Credential says that the URL is signed for the service ${quote(service)}, not for s3.`,
      ),
    ]
  if (!scope.startsWith(date.slice(0, 8))) {
    return [certain('malformed_signature', 'X-Amz-Credential and X-Amz-Date have different days.')]
  }
  if (expiresInSeconds === undefined || expiresInSeconds < 1) {
    return [certain('malformed_signature', 'X-Amz-Expires has to be a whole number of seconds, 1 or more.')]
  }
  if (expiresInSeconds > 604_800) {
    return [
      certain(
        'lifetime_too_long',
        `The URL is signed for ${expiresInSeconds} seconds, but stores refuse more than 604,800 (seven days).`,
      ),
    ]
  }
  if (!signedHeaders.includes('host'))
    return [certain('malformed_signature', 'X-Amz-SignedHeaders has to contain `host`.')]
  return []
}
