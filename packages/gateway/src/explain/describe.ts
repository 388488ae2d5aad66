import { formatTime } from '../core/format-time.ts'
import { findS3ErrorCode } from '../s3/error-codes/error-codes.ts'
import type { Cause, Explanation } from './explain.ts'
import type { Certainty, Evidence } from './explanation.ts'
import type { ExplanationResult } from './explanation-schema.ts'
import { quote } from './quote.ts'
import { nameStore } from './url-address.ts'

const openings: Readonly<Record<Certainty, string>> = { certain: '', probable: 'Probably: ', possible: 'Perhaps: ' }

/** A cause as a sentence that says how sure it is. */
export function phraseCause({ certainty, message }: Cause): string {
  return `${openings[certainty]}${message}`
}

/** Converts an explanation to what is answered. */
export function describeExplanation({ causes, evidence }: Explanation): ExplanationResult {
  const [first] = causes
  const signedUrl = describeUrl(evidence)
  const answer = describeAnswer(evidence)
  const { comparison } = evidence
  return {
    explanation: `${phraseCause(first)} ${first.cure}`,
    causes: [...causes],
    ...(signedUrl === undefined ? {} : { signedUrl }),
    ...(answer === undefined ? {} : { answer }),
    ...(comparison === undefined
      ? {}
      : {
          storedCredential: {
            ...(comparison.key.name === undefined ? {} : { name: comparison.key.name }),
            result: comparison.result,
          },
        }),
  }
}

function describeUrl({ url, cut, repaired, address, form, comparison, now }: Evidence): ExplanationResult['signedUrl'] {
  const whole = cut ?? repaired?.url ?? url
  if (whole === undefined || address === undefined) return undefined
  const signature = form?.signature ?? whole.signature
  const expiresAt = form?.expiresAt ?? whole.expiresAt
  const method = form === undefined ? comparison?.method : 'POST'
  const key = form?.fields.get('key') ?? address.key
  const headers =
    signature?.version === 'v4' && form === undefined ? signature.signedHeaders.filter((name) => name !== 'host') : []
  const signedAt = signature?.version === 'v4' ? signature.signedAt : undefined
  return {
    host: whole.host,
    ...(address.store === undefined ? {} : { store: nameStore(address.store) }),
    bucket: clean(address.bucket),
    key: clean(key),
    isPlaceCertain: !address.isGuessed,
    ...(signature === undefined
      ? {}
      : { signatureVersion: signature.version, accessKeyId: clean(signature.accessKeyId) }),
    ...(signature?.version === 'v4' ? { region: clean(signature.region) } : {}),
    ...(method === undefined ? {} : { method }),
    ...(headers.length === 0 ? {} : { headers: headers.slice(0, 50).map(clean) }),
    isTemporary: signature?.sessionToken !== undefined,
    ...(signedAt === undefined ? {} : { signedAt: formatTime(signedAt) }),
    ...(expiresAt === undefined || !isWritable(expiresAt) ? {} : { expiresAt: formatTime(expiresAt) }),
    isExpired: expiresAt !== undefined && expiresAt < now,
  }
}

function describeAnswer({ answer }: Evidence): ExplanationResult['answer'] {
  if (answer === undefined || (answer.status === undefined && answer.code === undefined)) return undefined
  const means = findS3ErrorCode(answer.code)?.means
  return {
    ...(answer.status === undefined ? {} : { status: answer.status }),
    ...(answer.code === undefined ? {} : { code: answer.code }),
    ...(means === undefined ? {} : { means }),
  }
}

/** Shows a part of the URL without secrets: a damaged URL may have them in the wrong place. */
function clean(part: string): string {
  return quote(part).slice(1, -1)
}

/** Whether a time can be written with a year of four digits. */
function isWritable(time: number): boolean {
  return time >= 0 && time < 253_402_300_800_000
}
