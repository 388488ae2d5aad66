import { errorTable } from '../core/error-table.ts'
import { findS3ErrorCode, type s3ErrorCodes } from '../s3/error-codes/error-codes.ts'
import { parseXml, textOf } from '../s3/s3-xml.ts'

/** The answer that came back, or what a client reported in place of an answer. */
export interface StoreAnswer {
  /** `silent`: the client got no answer, or may not read it (CORS, TLS, no connection). */
  readonly from: 'store' | 'gateway' | 'silent'
  readonly status: number | undefined
  /** S3's code, or a code of the gateway's error table. */
  readonly code: string | undefined
  /** Untrusted text: rules look at it, and messages quote only parts of it. */
  readonly message: string
  /** Further elements of the XML, by name: `Region`, `CanonicalRequest`, `HeadersNotSigned`. */
  readonly fields: ReadonlyMap<string, string>
  /** The time of the answer, epoch milliseconds, where the answer contains it. */
  readonly answeredAt: number | undefined
  /** Why there is no answer: CORS, TLS, an unknown host name, a refused connection. */
  readonly silence?: 'cors' | 'perhaps_cors' | 'tls' | 'name' | 'connection'
  /** The origin of the web page that was refused, where a browser names it. */
  readonly origin?: string
}

const noFields: ReadonlyMap<string, string> = new Map()
const fieldNames = [
  'Region',
  'Endpoint',
  'Bucket',
  'BucketName',
  'Key',
  'Method',
  'ResourceType',
  'HeadersNotSigned',
  'CanonicalRequest',
  'StringToSign',
  'Expires',
  'ServerTime',
  'X-Amz-Expires',
  'RequestTime',
  'Header',
  'ArgumentName',
  'Condition',
  'ProposedSize',
  'MaxSizeAllowed',
  'MinSizeAllowed',
  'Details',
] as const

/**
 * Reads an answer in any of its forms: the output of `curl -i`, XML alone, the message of an SDK or a browser, the JSON of the gateway.
 * @returns undefined when neither the text nor the status says anything
 */
export function readStoreAnswer(text: string, givenStatus: number | undefined): StoreAnswer | undefined {
  const head = readHead(text)
  const status = givenStatus ?? head.status ?? readStatus(text)
  const base = { status, message: '', fields: noFields, answeredAt: head.answeredAt }
  const xml = readErrorXml(text)
  if (xml !== undefined) {
    const { code, message, fields } = xml
    const serverTime = Date.parse(fields.get('ServerTime') ?? '')
    const answeredAt = Number.isNaN(serverTime) ? head.answeredAt : serverTime
    return { ...base, from: 'store', code, message, fields, answeredAt }
  }
  const silence = readSilence(text)
  if (silence !== undefined)
    return { ...base, from: 'silent', code: undefined, message: text.slice(0, 500), ...silence }
  const own = /"code"\s*:\s*"([a-z_]+)"/.exec(text)?.[1]
  if (own !== undefined && Object.hasOwn(errorTable, own)) return { ...base, from: 'gateway', code: own }
  const code = findCodeInText(text)
  if (code !== undefined) return { ...base, from: 'store', code, message: text.slice(0, 2000) }
  return status === undefined ? undefined : { ...base, from: 'store', code: undefined }
}

/** Reads the last response head in the output of `curl -i`; earlier heads are redirections, or `100 Continue`. */
function readHead(text: string): { readonly status?: number; readonly answeredAt: number | undefined } {
  const [last] = [...text.matchAll(/^HTTP\/[\d.]+ (\d{3})[^\n]*\n((?:[\w-]+:[^\n]*\n?)*)/gm)].slice(-1)
  if (last === undefined) return { answeredAt: undefined }
  const date = Date.parse(/^date:\s*(.+)$/im.exec(last[2] ?? '')?.[1] ?? '')
  return { status: Number(last[1]), answeredAt: Number.isNaN(date) ? undefined : date }
}

function readErrorXml(text: string) {
  const start = text.search(/<Error[\s>]/)
  if (start === -1) return undefined
  const end = text.lastIndexOf('</Error>')
  const document = parseXml(text.slice(start, end === -1 ? undefined : end + '</Error>'.length))
  const read = (name: string) =>
    document === undefined
      ? // XML that was cut off cannot be parsed, but the elements that are left still count.
        new RegExp(`<${name}>([^<]*)<`).exec(text.slice(start))?.[1]
      : textOf(document.element, name)
  const code = read('Code')?.trim()
  if (code === undefined || !/^[A-Za-z0-9._-]{1,100}$/.test(code)) return undefined
  const fields = new Map<string, string>()
  for (const name of fieldNames) {
    const value = read(name)
    if (value !== undefined && value !== '') fields.set(name, value)
  }
  return { code, message: (read('Message') ?? '').slice(0, 2000), fields }
}

/** How the SDKs write a status: `status code: 403`, `Status Code: 403`, `"httpStatusCode": 403`, `StatusCode: 403`. */
function readStatus(text: string): number | undefined {
  const status = /\b(?:http ?)?status[ _]?(?:code)?["']?\s{0,3}[:=]?\s{0,3}\(?([1-5]\d\d)\b/i.exec(text)?.[1]
  return status === undefined ? undefined : Number(status)
}

/** Finds the longest code in the text. SDKs write the code as the name of an exception, in brackets, or before a colon. */
function findCodeInText(text: string): string | undefined {
  const words = new Set(text.slice(0, 10_000).match(/\b[A-Z][A-Za-z0-9]{5,60}\b/g) ?? [])
  const known = [...words].filter((word) => findS3ErrorCode(word) !== undefined)
  return known.sort((one, other) => other.length - one.length)[0] ?? findCodeByMessage(text)
}

/** AWS's own sentences, for text that contains only the sentence. */
const sentences: readonly (readonly [RegExp, keyof typeof s3ErrorCodes])[] = [
  [/signature we calculated does not match/i, 'SignatureDoesNotMatch'],
  [/request has expired|access denied|policy (?:has )?expired|request is not (?:yet valid|valid yet)/i, 'AccessDenied'],
  [/specified key does not exist/i, 'NoSuchKey'],
  [/specified bucket does not exist/i, 'NoSuchBucket'],
  [/specified (?:multipart )?upload does not exist/i, 'NoSuchUpload'],
  [/access key id you provided does not exist/i, 'InvalidAccessKeyId'],
  [/provided token has expired/i, 'ExpiredToken'],
  [/difference between the request time and the (?:current|server's) time/i, 'RequestTimeTooSkewed'],
]

function findCodeByMessage(text: string): string | undefined {
  return sentences.find(([pattern]) => pattern.test(text))?.[1] as string | undefined
}

/** What browsers and curl say when they have no answer to show. */
const silences: readonly (readonly [RegExp, NonNullable<StoreAnswer['silence']>])[] = [
  [
    /blocked by CORS policy|Cross-Origin Request Blocked|not allowed by Access-Control-Allow-Origin|CORS (?:Missing|header)/i,
    'cors',
  ],
  [/curl: \((?:35|51|58|60|77|83)\)|SSL|certificate|CERT_|ERR_TLS|self.signed/i, 'tls'],
  [/curl: \(6\)|Could not resolve host|ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED|no such host/i, 'name'],
  [
    /curl: \((?:7|28|52|56)\)|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_CONNECTION|Connection refused|Empty reply/i,
    'connection',
  ],
  [/Failed to fetch|NetworkError when attempting to fetch|Load failed|Network Error|net::ERR_FAILED/i, 'perhaps_cors'],
]

function readSilence(text: string): Pick<StoreAnswer, 'silence' | 'origin'> | undefined {
  const silence = silences.find(([pattern]) => pattern.test(text))?.[1]
  if (silence === undefined) return undefined
  const origin = /(?:from origin|Origin) ['"]?(https?:\/\/[^\s'"]+)['"]?/i.exec(text)?.[1]
  return { silence, ...(origin === undefined ? {} : { origin }) }
}

/** Finds the signed URL in a message: browsers say which request they blocked. */
export function findUrlInText(text: string): string | undefined {
  const urls = text.match(/https?:\/\/[^\s'"<>]+/g) ?? []
  return urls.find((url) => /[?&](?:X-Amz-|AWSAccessKeyId=|Signature=)/.test(url))
}
