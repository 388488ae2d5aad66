import { findS3ErrorCode } from './error-codes/error-codes.ts'
import type { S3Response } from './s3-request.ts'
import { textOf, type XmlDocument } from './s3-xml.ts'
import { type UnreachableReason, unreachableReasons } from './unreachable-reason.ts'

/**
 * S3 answered with an error, or with something other than the expected response. The message is ours and names only status and code, so
 * it may appear in logs and warnings. S3 API Reference, "Error responses".
 */
export class S3Error extends Error {
  /** The status of the response; 200 when the error was inside a success. */
  readonly status: number
  /** S3's error code, such as `NoSuchBucket`; undefined when S3 gave none, as for HEAD. */
  readonly code: string | undefined
  /** S3's own sentence: untrusted text, at most 1,000 characters. */
  readonly s3Message: string | undefined
  /** The bucket's region, where S3 named it. */
  readonly bucketRegion: string | undefined
  readonly requestId: string | undefined
  /** S3's time, epoch milliseconds. */
  readonly serverTime: number | undefined

  /** @param problem what is wrong with a response that says success, for "its body " + … */
  constructor(response: S3Response, problem?: string) {
    const { status } = response
    const code = findErrorCode(response)
    const said = `S3 answered ${status}${code === undefined ? '' : ` ${code}`}`
    super(problem === undefined ? said : `${said}, but its body ${problem}`)
    this.name = 'S3Error'
    this.status = status
    this.code = code
    this.s3Message = findErrorText(response, 'Message')?.slice(0, 1000)
    this.bucketRegion = response.bucketRegion
    this.requestId = pickWord(response.headers['x-amz-request-id'] ?? findErrorText(response, 'RequestId'))
    this.serverTime = readServerTime(response)
  }
}

/** What an {@link S3Unreachable} may carry in addition to its reason. */
export interface UnreachableOptions {
  /** The error code of the system or the library, such as `ENOTFOUND`; for traces. */
  readonly code?: string | undefined
  /** What was tried, only for the operator: `s3.example.com:443`. */
  readonly place?: string
  /** After how many seconds the gateway gave up. */
  readonly afterSeconds?: number
  /** Whether the request waited behind other requests of ours, and so may never have been sent. */
  readonly isQueued?: boolean
}

/**
 * S3 was not reached, or did not answer. The message can follow a colon, and callers may read it: it contains neither an address nor the
 * signed URL. `cause` contains what only the operator may read.
 */
export class S3Unreachable extends Error {
  readonly reason: UnreachableReason
  readonly code: string | undefined
  /** Whether S3 was asked and did not answer in time. Then it may have done what it was asked. */
  readonly isTimeout: boolean
  /** Whether the request waited behind other requests of ours. Then its duration says nothing about S3. */
  readonly isQueued: boolean

  constructor(
    reason: UnreachableReason = 'unknown',
    { code, place, afterSeconds, isQueued = false }: UnreachableOptions = {},
  ) {
    const seconds = afterSeconds === undefined ? undefined : `S3 did not answer within ${afterSeconds} seconds`
    const cause = place === undefined ? {} : { cause: new Error(describePlace(reason, place, code)) }
    super(seconds ?? describeReason(reason), cause)
    this.name = 'S3Unreachable'
    this.reason = reason
    this.code = code
    this.isTimeout = reason === 'timed_out'
    this.isQueued = isQueued
  }
}

function describeReason(reason: UnreachableReason): string {
  if (reason === 'away') return awayReason
  const said = reason === 'unknown' ? '' : `: ${unreachableReasons[reason].message}`
  return `S3 cannot be reached${said}`
}

function describePlace(reason: UnreachableReason, place: string, code: string | undefined): string {
  const { advice } = unreachableReasons[reason]
  return `${place}${code === undefined ? '' : `, ${code}`}${advice === undefined ? '' : `. ${advice}`}`
}

/** Describes the failure with the address and what to do, for the operator. */
export function describeForOperator({ message, cause }: S3Unreachable): string {
  return cause instanceof Error ? `${message} (${cause.message.replace(/\.$/, '')})` : message
}

/** The reason that is given while a circuit breaker keeps requests away from S3. */
export const awayReason = 'S3 could not be reached a moment ago'

/** Whether an error says that S3 as a whole is away or out of order, not just that this one request was refused. */
export function isOutage(error: unknown): boolean {
  if (error instanceof S3Unreachable) return true
  // 501 is an answer to what was asked for, such as an ACL, and says nothing about the store as a whole.
  return error instanceof S3Error && ((error.status >= 500 && error.status !== 501) || error.status === 429)
}

/** With these reasons, S3 may have received the request; with all others, it was never sent. */
const sentReasons: ReadonlySet<UnreachableReason> = new Set(['cut_off', 'timed_out', 'unknown'])

/** Whether S3 may have done what it was asked, although the request failed: the outcome is unknown. */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof S3Unreachable) return sentReasons.has(error.reason)
  return error instanceof S3Error && (error.status >= 500 || error.status < 300)
}

/** Finds the error in a response: an error status, or an `<Error>` inside a success, as CopyObject and CompleteMultipartUpload may have. */
export function findS3Error(response: S3Response): S3Error | undefined {
  const isSuccess = response.status >= 200 && response.status < 300
  return isSuccess && !isErrorDocument(response.body) ? undefined : new S3Error(response)
}

/** `Code` of the error document; undefined when there is none. */
export function findErrorCode(response: S3Response): string | undefined {
  return pickWord(findErrorText(response, 'Code'))
}

/** The server's time, epoch milliseconds. */
export function readServerTime({ headers }: S3Response): number | undefined {
  const time = Date.parse(headers.date ?? '')
  return Number.isNaN(time) ? undefined : time
}

/** Returns the text of an element of the error document, untrusted and unchanged; undefined when there is none. */
export function findErrorText({ body }: S3Response, name: string): string | undefined {
  return isErrorDocument(body) ? textOf(body.element, name) : undefined
}

function isErrorDocument(body: S3Response['body']): body is XmlDocument {
  return 'root' in body && body.root === 'Error'
}

/** Returns an untrusted word only when it looks like a word, because it goes into messages and logs. */
function pickWord(text: string | undefined): string | undefined {
  const word = text?.trim()
  return word !== undefined && /^[A-Za-z0-9._:/+=-]{1,128}$/.test(word) ? word : undefined
}

/** Whether S3 says that the credential itself is wrong, disabled or expired. */
export function isCredentialRefusal({ code }: S3Error): boolean {
  return findS3ErrorCode(code)?.answer === 'credential_refused'
}
