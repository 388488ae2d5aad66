import { findS3ErrorCode } from '../../s3/error-codes/error-codes.ts'
import { certain, type Evidence, type FoundCause, possible, probable, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import type { SentUrl } from '../signed-url.ts'
import { nameStore, type UrlAddress } from '../url-address.ts'

/** Codes that stand for several things, or that others explain better. */
const vague: readonly (string | undefined)[] = [
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidArgument',
  'AuthorizationQueryParametersError',
  'InvalidRequest',
]

/** What S3's own code says. */
export const findOwnCode: Rule = (evidence) => {
  const { answer, address, url, method } = evidence
  if (answer?.from !== 'store' || answer.code === undefined || vague.includes(answer.code)) return []
  const { code } = answer
  const known = findS3ErrorCode(code)
  const special = describeKey(evidence) ?? describeObject(evidence)
  if (special !== undefined) return special
  if (known === undefined) {
    const message = `The store answers ${quote(code)}, which is in no list here.${answer.message === '' ? '' : ` It says: ${quote(answer.message)}.`}`
    return [possible('unknown_answer', message)]
  }
  const what = code.startsWith('NoSuch') && address !== undefined ? ` ${describeAsked(address, url)}` : ''
  const empty = url?.query.find(([name, value]) => /^x-amz-checksum-crc32$/i.test(name) && value === 'AAAAAA==')
  const isDigest = /Digest|Checksum|SHA256/.test(code) || (code === 'InvalidRequest' && method === 'PUT')
  if (empty !== undefined && isDigest) {
    return [
      certain(
        'checksum_of_nothing',
        'The URL has the CRC32 of an empty body in it, as AWS SDKs put it there, so every other body is refused.',
      ),
    ]
  }
  return [certain(code, `${known.means}${what}`, known.cure)]
}

/** What a status stands for where nothing else came back, as for HEAD. All others stand for too much. */
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

/** What a status alone says. */
export const findStatus: Rule = ({ answer, address, url }) => {
  if (answer?.from !== 'store' || answer.code !== undefined || answer.status === undefined) return []
  const isUpload = url?.query.some(([name]) => name === 'uploadId') === true
  const missing = isUpload ? 'NoSuchUpload' : address?.key === '' ? 'NoSuchBucket' : 'NoSuchKey'
  const code = answer.status === 404 ? missing : codesByStatus[answer.status]
  const known = findS3ErrorCode(code)
  if (code === undefined || known === undefined) return []
  const asked = answer.status === 404 && address !== undefined ? ` ${describeAsked(address, url)}` : ''
  return [probable(code, `Of the status ${answer.status} this is the usual reason: ${known.means}${asked}`)]
}

function describeAsked({ bucket, key, isGuessed }: UrlAddress, url: SentUrl | undefined): string {
  // Without the endpoint nobody knows whether the bucket is in the host.
  if (isGuessed) return `It was asked for ${quote(url?.path ?? '')} at ${url?.host}.`
  return key === ''
    ? `It was asked for the bucket ${quote(bucket)}.`
    : `It was asked for the key ${quote(key)} in the bucket ${quote(bucket)}.`
}

/** A key that is not there, or a bucket: what the URL has of it. */
function describeObject({ answer, address, url }: Evidence): FoundCause[] | undefined {
  if (address === undefined || url === undefined) return undefined
  const { bucket, key } = address
  const isTwice = key.startsWith(`${bucket}/`) || (address.isGuessed && url.host.startsWith(`${bucket}.`))
  if (answer?.code === 'NoSuchKey' && isTwice) {
    const message = `The key begins with the name of the bucket, ${quote(bucket)}, which stands before it already.`
    return [probable('bucket_twice', message)]
  }
  const version = url.query.find(([name]) => name === 'versionId')
  if (answer?.code === 'NoSuchKey' && version !== undefined) {
    const message = `There is no such version, or no such object at all. ${describeAsked(address, url)}`
    return [certain('NoSuchVersion', message, findS3ErrorCode('NoSuchVersion')?.cure)]
  }
  return undefined
}

/** A key that the store does not know: a temporary one that has ended looks the same on many stores. */
function describeKey({ answer, url, comparison, now, address }: Evidence): FoundCause[] | undefined {
  const isUnknown = ['InvalidAccessKeyId', 'InvalidToken', 'Unauthorized'].includes(answer?.code ?? '')
  const signature = url?.signature
  if (answer?.code === 'ExpiredToken')
    return [certain('session_ended', 'The temporary credential that signed it has ended, and it with the credential.')]
  if (!isUnknown || signature === undefined) return undefined
  const { accessKeyId, sessionToken } = signature
  if (sessionToken === undefined && (comparison?.key.check.isTemporary === true || accessKeyId.startsWith('ASIA'))) {
    return [
      certain(
        'session_token_missing',
        'It is signed by a temporary credential, and has no session token in it: X-Amz-Security-Token is missing.',
      ),
    ]
  }
  if (sessionToken !== undefined) {
    const endedAt = comparison?.key.expiresAt
    if (endedAt !== undefined && endedAt < now && comparison?.isOwnToken === true) {
      return [
        certain('session_ended', 'The temporary credential that signed it has ended, and it with the credential.'),
      ]
    }
    if (comparison?.isOwnToken === false && comparison.result !== 'signed') {
      return [
        certain(
          'session_token_wrong',
          'The session token in it is not the one of the stored credential, and the signature does not cover it so: it was changed.',
        ),
      ]
    }
    const message = `${capitalize(nameStore(address?.store))} does not know the temporary keys (any more): they have probably ended, or the session token was changed.`
    return [probable('session_ended', message)]
  }
  if (comparison !== undefined) {
    return [
      certain(
        'unknown_key',
        'The store does not know the access key ID, though it is stored here: it was deleted there, or the URL went to another store.',
      ),
    ]
  }
  if (accessKeyId.startsWith('AKIA'))
    return [certain('unknown_key', 'The store does not know the access key ID of the URL.')]
  const message =
    'The store does not know the access key ID of the URL. A temporary one whose session token is missing looks the same.'
  return [probable('unknown_key', message)]
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
