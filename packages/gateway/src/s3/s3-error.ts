import { findS3ErrorCode } from './error-codes/error-codes.ts'
import type { S3Response } from './s3-request.ts'
import { textOf, type XmlDocument } from './s3-xml.ts'
import { type UnreachableReason, unreachableReasons } from './unreachable-reason.ts'

/**
 * S3 answered, and said no; or what it said is not what it should say. The message is ours and names no more than status and
 * code, so it may stand in logs and warnings. S3 API Reference, "Error responses".
 */
export class S3Error extends Error {
  /** Of the response: 200 when the error stood inside of a success. */
  readonly status: number
  /** S3's word for it, such as `NoSuchBucket`; undefined when it gave none, as for HEAD. */
  readonly code: string | undefined
  /** S3's own sentence: a stranger's text, 1,000 characters at most. */
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

/** What an {@link S3Unreachable} may carry beside its reason. */
export interface UnreachableOptions {
  /** The system's or the library's word for it, such as `ENOTFOUND`; for traces. */
  readonly code?: string | undefined
  /** What was tried, for the operator alone: `s3.example.com:443`. */
  readonly place?: string
  /** After how many seconds it was given up. */
  readonly afterSeconds?: number
  /** It waited behind other requests of ours, and may never have been sent. */
  readonly isQueued?: boolean
}

/**
 * S3 was not reached, or did not answer. Its message may stand after a colon, and in what a caller reads: it holds neither an
 * address nor the signed URL. What only the operator may read is its cause.
 */
export class S3Unreachable extends Error {
  readonly reason: UnreachableReason
  readonly code: string | undefined
  /** Whether S3 was asked and did not answer in time: then it may have done what was asked. */
  readonly isTimeout: boolean
  /** Whether it waited behind other requests of ours: then its time says nothing of S3. */
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

/** The same with the address and what to do, for a reader who is the operator. */
export function describeForOperator({ message, cause }: S3Unreachable): string {
  return cause instanceof Error ? `${message} (${cause.message.replace(/\.$/, '')})` : message
}

/** What is said of S3 while it is left alone. */
export const awayReason = 'S3 could not be reached a moment ago'

/** Whether an error says that S3 as a whole is away or out of order, not just that this one request was refused. */
export function isOutage(error: unknown): boolean {
  if (error instanceof S3Unreachable) return true
  // 501 is an answer to what was asked for, such as an ACL, and says nothing of the store.
  return error instanceof S3Error && ((error.status >= 500 && error.status !== 501) || error.status === 429)
}

/** With these S3 may have got the request; with all others it was never sent. */
const sentReasons: ReadonlySet<UnreachableReason> = new Set(['cut_off', 'timed_out', 'unknown'])

/** Whether S3 may have done what it was asked for, though it failed: nobody knows what became of it. */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof S3Unreachable) return sentReasons.has(error.reason)
  return error instanceof S3Error && (error.status >= 500 || error.status < 300)
}

/** The error that a response is: its status says so, or an `<Error>` inside a success, as CopyObject and CompleteMultipartUpload have it. */
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

/** The text of an element of the error document, as the stranger wrote it; undefined when there is none. */
export function findErrorText({ body }: S3Response, name: string): string | undefined {
  return isErrorDocument(body) ? textOf(body.element, name) : undefined
}

function isErrorDocument(body: S3Response['body']): body is XmlDocument {
  return 'root' in body && body.root === 'Error'
}

/** A stranger's word may stand in messages and logs only when it looks like one. */
function pickWord(text: string | undefined): string | undefined {
  const word = text?.trim()
  return word !== undefined && /^[A-Za-z0-9._:/+=-]{1,128}$/.test(word) ? word : undefined
}

/** Whether S3 says that the credential itself is wrong, disabled or expired. */
export function isCredentialRefusal({ code }: S3Error): boolean {
  return findS3ErrorCode(code)?.answer === 'credential_refused'
}
