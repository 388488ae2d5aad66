import { S3Refusal } from './s3-request.ts'
import type { StoredContent } from './sandbox-store.ts'

/**
 * Checks the conditions of an upload against the stored object. S3 User Guide, "How to prevent object overwrites with conditional writes".
 * @throws S3Refusal `PreconditionFailed`, `NoSuchKey` or `NotImplemented`
 */
export function checkWriteConditions(headers: ReadonlyMap<string, string>, found: StoredContent | undefined): void {
  const [none, match] = [headers.get('if-none-match'), headers.get('if-match')]
  if (none !== undefined && none !== '*') throw refuseHeader('If-None-Match')
  if (none === '*' && found !== undefined) throw refuseCondition('If-None-Match')
  if (match === undefined) return
  if (found === undefined) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  if (!listsEtag(match, found.etag)) throw refuseCondition('If-Match')
}

/**
 * Checks the conditions of a download against the stored object. RFC 9110, section 13.2.2.
 * @returns whether the client already has the object
 * @throws S3Refusal `PreconditionFailed`
 */
export function checkReadConditions(
  headers: ReadonlyMap<string, string>,
  { etag, modifiedAt }: StoredContent,
): boolean {
  const [match, none] = [headers.get('if-match'), headers.get('if-none-match')]
  const seconds = Math.floor(modifiedAt / 1000) * 1000
  const timeOf = (name: string) => Date.parse(headers.get(name) ?? '')
  if (match !== undefined && !listsEtag(match, etag)) throw refuseCondition('If-Match')
  if (match === undefined && seconds > timeOf('if-unmodified-since')) throw refuseCondition('If-Unmodified-Since')
  if (none !== undefined) return listsEtag(none, etag)
  return seconds <= timeOf('if-modified-since')
}

function listsEtag(text: string, etag: string): boolean {
  const bare = (one: string) => one.trim().replace(/^W\//, '').replaceAll('"', '')
  return text.trim() === '*' || text.split(',').some((one) => bare(one) === bare(etag))
}

function refuseCondition(name: string): S3Refusal {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new S3Refusal(412, 'PreconditionFailed', message, { Condition: name })
}

/** Makes the refusal of a header that asks for a missing feature. */
export function refuseHeader(name: string): S3Refusal {
  const message = 'A header you provided implies functionality that is not implemented'
  return new S3Refusal(501, 'NotImplemented', message, { Header: name })
}

/** Bytes of an object, including the last one. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Reads the requested range; undefined stands for the whole object. Like S3, it answers several ranges with the whole object. RFC 9110,
 * section 14.
 * @throws S3Refusal `InvalidRange`
 */
export function readRange(text: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text?.trim() ?? '')
  if (match === null || match[0] === 'bytes=-') return undefined
  const [, from = '', to = ''] = match
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from)
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  if (first <= last) return { first, last }
  throw new S3Refusal(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: text ?? '',
    ActualObjectSize: String(sizeBytes),
  })
}
