import { findS3ErrorCode } from '../../s3/error-codes/error-codes.ts'
import { certain, type Evidence, type FoundCause, possible, probable, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import type { SentUrl } from '../signed-url.ts'
import { nameStore, type UrlAddress } from '../url-address.ts'

/** Codes that stand for several things, or that other rules explain better. */
const vague: readonly (string | undefined)[] = [
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidArgument',
  'AuthorizationQueryParametersError',
  'InvalidRequest',
]

/** Finds the cause that S3's own code names. */
export const findOwnCode: Rule = (evidence) => {
  const { answer, address, url, method } = evidence
  if (answer?.from !== 'store' || answer.code === undefined || vague.includes(answer.code)) return []
  const { code } = answer
  const known = findS3ErrorCode(code)
  const special = describeKey(evidence) ?? describeObject(evidence)
  if (special !== undefined) return special
  if (known === undefined) {
    const message = `The store answers ${quote(code)}, a code that Signpost does not know.${answer.message === '' ? '' : ` It says: ${quote(answer.message)}.`}`
    return [possible('unknown_answer', message)]
  }
  const what = code.startsWith('NoSuch') && address !== undefined ? ` ${describeAsked(address, url)}` : ''
  const empty = url?.query.find(([name, value]) => /^x-amz-checksum-crc32$/i.test(name) && value === 'AAAAAA==')
  const isDigest = /Digest|Checksum|SHA256/.test(code) || (code === 'InvalidRequest' && method === 'PUT')
  if (empty !== undefined && isDigest) {
    return [
      certain(
        'checksum_of_nothing',
        'The URL contains the CRC32 of an empty body, which AWS SDKs put there, so the store refuses every other body.',
      ),
    ]
  }
  return [certain(code, `${known.means}${what}`, known.cure)]
}

/** What a status stands for where nothing else came back, as for HEAD. All other statuses stand for too many things. */
const codesByStatus: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  405: 'MethodNotAllowed',
  411: 'MissingContentLength',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  500: 'InternalError',
  503: 'ServiceUnavailable',
}

/** Finds the usual cause of a status that came alone. */
export const findStatus: Rule = ({ answer, address, url }) => {
  if (answer?.from !== 'store' || answer.code !== undefined || answer.status === undefined) return []
  const isUpload = url?.query.some(([name]) => name === 'uploadId') === true
  const missing = isUpload ? 'NoSuchUpload' : address?.key === '' ? 'NoSuchBucket' : 'NoSuchKey'
  const code = answer.status === 404 ? missing : codesByStatus[answer.status]
  const known = findS3ErrorCode(code)
  if (code === undefined || known === undefined) return []
  const asked = answer.status === 404 && address !== undefined ? ` ${describeAsked(address, url)}` : ''
  return [probable(code, `This is the usual reason for the status ${answer.status}: ${known.means}${asked}`)]
}

function describeAsked({ bucket, key, isGuessed }: UrlAddress, url: SentUrl | undefined): string {
  // Without the endpoint nobody knows whether the bucket is in the host.
  if (isGuessed) return `The request was for ${quote(url?.path ?? '')} at ${url?.host}.`
  return key === ''
    ? `The request was for the bucket ${quote(bucket)}.`
    : `The request was for the key ${quote(key)} in the bucket ${quote(bucket)}.`
}

/** Explains a missing object by what the URL says about its bucket, key and version. */
function describeObject({ answer, address, url }: Evidence): FoundCause[] | undefined {
  if (address === undefined || url === undefined) return undefined
  const { bucket, key } = address
  const isTwice = key.startsWith(`${bucket}/`) || (address.isGuessed && url.host.startsWith(`${bucket}.`))
  if (answer?.code === 'NoSuchKey' && isTwice) {
    const message = `The key begins with the name of the bucket, ${quote(bucket)}, which already stands before the key.`
    return [probable('bucket_twice', message)]
  }
  const version = url.query.find(([name]) => name === 'versionId')
  if (answer?.code === 'NoSuchKey' && version !== undefined) {
    const message = `There is no such version, or no such object at all. ${describeAsked(address, url)}`
    return [certain('NoSuchVersion', message, findS3ErrorCode('NoSuchVersion')?.cure)]
  }
  return undefined
}

/** Explains an access key that the store does not know. On many stores, a temporary key that has expired looks the same. */
function describeKey({ answer, url, comparison, now, address }: Evidence): FoundCause[] | undefined {
  const isUnknown = ['InvalidAccessKeyId', 'InvalidToken', 'Unauthorized'].includes(answer?.code ?? '')
  const signature = url?.signature
  if (answer?.code === 'ExpiredToken')
    return [certain('session_ended', 'The temporary credential has expired, and with it everything that it signed.')]
  if (!isUnknown || signature === undefined) return undefined
  const { accessKeyId, sessionToken } = signature
  if (sessionToken === undefined && (comparison?.key.check.isTemporary === true || accessKeyId.startsWith('ASIA'))) {
    return [
      certain(
        'session_token_missing',
        'The URL is signed by a temporary credential, but has no session token: X-Amz-Security-Token is missing.',
      ),
    ]
  }
  if (sessionToken !== undefined) {
    const expiredAt = comparison?.key.expiresAt
    if (expiredAt !== undefined && expiredAt < now && comparison?.isOwnToken === true) {
      return [certain('session_ended', 'The temporary credential has expired, and with it everything that it signed.')]
    }
    if (comparison?.isOwnToken === false && comparison.result !== 'signed') {
      return [
        certain(
          'session_token_wrong',
          'The session token in the URL is not that of the stored credential, and the signature does not cover it: the token was changed.',
        ),
      ]
    }
    const message = `${capitalize(nameStore(address?.store))} does not know the temporary keys, or no longer knows them: they have probably expired, or the session token was changed.`
    return [probable('session_ended', message)]
  }
  if (comparison !== undefined) {
    return [
      certain(
        'unknown_key',
        'The store does not know the access key ID, although Signpost has stored it: the key was deleted at the store, or the URL went to another store.',
      ),
    ]
  }
  if (accessKeyId.startsWith('AKIA'))
    return [certain('unknown_key', 'The store does not know the access key ID of the URL.')]
  const message =
    'The store does not know the access key ID of the URL. A temporary key whose session token is missing looks the same.'
  return [probable('unknown_key', message)]
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
