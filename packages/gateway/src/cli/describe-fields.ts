import type { FieldChange } from '../core/administration-event.ts'
import { formatBytes } from './byte-size.ts'
import { formatTime } from './output.ts'

/** How a field of a credential or a token is shown: its name in words, and how to format its value if it needs formatting. */
interface FieldWords {
  readonly label: string
  readonly format?: (value: never) => string
  /** The text for no value, if it is not `none`. */
  readonly absent?: string
}

const fieldWords: Readonly<Record<string, FieldWords>> = {
  allow: { label: 'may sign' },
  acls: { label: 'ACLs of uploads' },
  maxExpiresInSeconds: { label: 'longest lifetime of a URL', format: formatDuration },
  maxBytes: { label: 'maximum upload size', format: formatBytes },
  contentTypes: { label: 'content types of uploads' },
  networks: { label: 'only from' },
  rate: { label: 'rate' },
  credentialId: { label: 'only with the credential' },
  oidcSubject: { label: 'for the subject' },
  createdAt: { label: 'created', format: formatMoment },
  expiresAt: { label: 'expires', format: formatMoment, absent: 'never' },
  revokedAt: { label: 'revoked', format: formatMoment },
  lastUsedAt: { label: 'last used', format: formatMoment },
  lastSignedAt: { label: 'last signed', format: formatMoment },
  guardAskedAt: { label: 'guard asked', format: formatMoment },
  accessKeyId: { label: 'access key ID' },
  uploadId: { label: 'ID at S3' },
  size: { label: 'size', format: formatBytes, absent: 'not announced' },
  partSize: { label: 'part size', format: formatBytes },
  uploadedBytes: { label: 'uploaded', format: formatBytes },
  abortsAt: { label: 'aborted automatically', format: formatMoment },
  aclPlacement: { label: 'ACL placement' },
  bucketPatterns: { label: 'buckets' },
  isDefault: { label: 'default' },
  acceptsOpenStore: { label: 'open store accepted', absent: 'no' },
}

/** Returns a field's name in words: `buckets` for `bucketPatterns`. */
export function nameField(field: string): string {
  return fieldWords[field]?.label ?? field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Formats a field's value in words. */
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

/** Formats a part of a value. An object inside a value is shown as JSON. */
function formatPart(part: unknown): string {
  return typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part)
}

/** Describes a change in words: `region: eu-west-1 → eu-central-1`. */
export function describeFieldChange({ field, from, to }: FieldChange): string {
  return `${nameField(field)}: ${formatFieldValue(field, from)} → ${formatFieldValue(field, to)}`
}

/** Describes the changes of one event in words. A record that was created or removed has no arrows. */
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

/** Formats seconds in the largest unit that expresses them exactly: `90d`, `1h`. */
export function formatDuration(seconds: number): string {
  const [unit, length] = Object.entries(secondsByUnit).find(([, one]) => seconds % one === 0) ?? ['s', 1]
  return `${seconds / length}${unit}`
}

/** Formats a time: a record has it in epoch milliseconds, a change in ISO 8601. */
function formatMoment(time: number | string): string {
  return `${formatTime(typeof time === 'string' ? Date.parse(time) : time)} UTC`
}

/** Reports what an act changed, with one line for each field. @param what "the token app" */
export function reportChanges(what: string, changes: readonly FieldChange[]): string {
  if (changes.length === 0) return `Nothing was changed: ${what} has these values already.`
  return [`Changed ${what}:`, ...changes.map((change) => `  ${describeFieldChange(change)}`)].join('\n')
}

/** Formats a record with one line for each field. Absent fields are left out. */
export function formatRecord(record: object): string {
  const lines = Object.entries(record).flatMap(([field, value]) => {
    return value === undefined ? [] : [[nameField(field), formatFieldValue(field, value)] as const]
  })
  const width = Math.max(...lines.map(([label]) => label.length))
  return lines.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')
}
