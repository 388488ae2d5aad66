import type { FieldChange } from '../core/administration-event.ts'
import { formatBytes } from './byte-size.ts'
import { formatTime } from './output.ts'

/** How a field of a credential or a token is told: its name in words, and its value where that is not plain. */
interface FieldWords {
  readonly label: string
  readonly format?: (value: never) => string
  /** What no value means, where that is not `none`. */
  readonly absent?: string
}

const fieldWords: Readonly<Record<string, FieldWords>> = {
  allow: { label: 'may sign' },
  acls: { label: 'ACLs of uploads' },
  maxExpiresInSeconds: { label: 'longest life of a URL', format: formatDuration },
  maxBytes: { label: 'most bytes of an upload', format: formatBytes },
  contentTypes: { label: 'content types of uploads' },
  networks: { label: 'only from' },
  rate: { label: 'rate' },
  credentialId: { label: 'only by the credential' },
  oidcSubject: { label: 'for who signs in as' },
  createdAt: { label: 'created', format: formatMoment },
  expiresAt: { label: 'ends', format: formatMoment },
  revokedAt: { label: 'revoked', format: formatMoment },
  lastUsedAt: { label: 'last used', format: formatMoment },
  lastSignedAt: { label: 'last signed', format: formatMoment },
  guardAskedAt: { label: 'guard asked', format: formatMoment },
  accessKeyId: { label: 'access key ID' },
  uploadId: { label: 'ID at S3' },
  size: { label: 'size', format: formatBytes, absent: 'not announced' },
  partSize: { label: 'part size', format: formatBytes },
  uploadedBytes: { label: 'uploaded', format: formatBytes },
  abortsAt: { label: 'aborted by itself', format: formatMoment },
  aclPlacement: { label: 'ACL placement' },
  bucketPatterns: { label: 'buckets' },
  isDefault: { label: 'default' },
  acceptsOpenStore: { label: 'open store accepted', absent: 'no' },
}

/** A field's name in words: `bucketPatterns` as `buckets`. */
export function nameField(field: string): string {
  return fieldWords[field]?.label ?? field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** A field's value in words. */
export function formatFieldValue(field: string, value: unknown): string {
  const { format, absent = 'none' } = fieldWords[field] ?? {}
  if (value === null || value === undefined) return absent
  if (format !== undefined) return format(value as never)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(formatPart).join(' ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${nameField(name)} ${formatPart(one)}`)
    .join(', ')
}

/** What stands inside of a value; what has fields of its own there has no words, and is JSON. */
function formatPart(part: unknown): string {
  return typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part)
}

/** A change in words: `region: eu-west-1 → eu-central-1`. */
export function describeFieldChange({ field, from, to }: FieldChange): string {
  return `${nameField(field)}: ${formatFieldValue(field, from)} → ${formatFieldValue(field, to)}`
}

/** The changes of one event in words. What was made or removed as a whole has no arrows. */
export function describeFieldChanges(changes: readonly FieldChange[]): string {
  const isMade = changes.every(({ from }) => from === null)
  const isRemoved = changes.every(({ to }) => to === null)
  const words = changes.map((change) => {
    if (!isMade && !isRemoved) return describeFieldChange(change)
    return `${nameField(change.field)}: ${formatFieldValue(change.field, isMade ? change.to : change.from)}`
  })
  return words.join('; ') || '-'
}

const secondsByUnit = { d: 86_400, h: 3600, m: 60, s: 1 }

/** Seconds in the largest unit that says them exactly: `90d`, `1h`. */
export function formatDuration(seconds: number): string {
  const [unit, length] = Object.entries(secondsByUnit).find(([, one]) => seconds % one === 0) ?? ['s', 1]
  return `${seconds / length}${unit}`
}

/** A record has a time in epoch milliseconds, a change in ISO 8601. */
function formatMoment(time: number | string): string {
  return `${formatTime(typeof time === 'string' ? Date.parse(time) : time)} UTC`
}

/** What an act changed, a line for each field. @param what "the token app" */
export function reportChanges(what: string, changes: readonly FieldChange[]): string {
  if (changes.length === 0) return `Nothing was changed: ${what} is so already.`
  return [`Changed ${what}:`, ...changes.map((change) => `  ${describeFieldChange(change)}`)].join('\n')
}

/** A record as lines of a field and its value; fields that are absent are left out. */
export function formatRecord(record: object): string {
  const lines = Object.entries(record).flatMap(([field, value]) => {
    return value === undefined ? [] : [[nameField(field), formatFieldValue(field, value)] as const]
  })
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')
}
