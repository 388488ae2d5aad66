import type { ActInput, ActResult } from '../../api/act.ts'
import { listEntries } from '../../components/list-entries.ts'
import { toIso, toLocalMoment } from '../../components/local-moment.ts'
import { composeRule, type RuleRow, readRule, readRuleLines } from './allow-rules.ts'

/** A token, as `show_token` returns it. */
export type Token = ActResult<'show_token'>

/** The limits of a token, including its rules. */
export type Limits = Token['limits']

/** A token as the fields of a form. An empty field is no limit. */
export type TokenValues = {
  name: string
  /** Whether it may do only what its rules allow. */
  isNarrowed: boolean
  /** Whether the rules are edited as text rather than as rows. */
  isText: boolean
  rows: RuleRow[]
  text: string
  acls: string[]
  maxExpiresInSeconds: number | undefined
  maxBytes: number | undefined
  contentTypes: string[]
  networks: string[]
  rate: string
  /** In the format of a `datetime-local` field. */
  expiresAt: string
  oidcSubject: string
}

/** The first row of a new token. The user still has to name the bucket. */
export const firstRow: RuleRow = { action: 'upload', bucket: '', key: '', isPrefix: true }

/** The values of an empty form. */
export const emptyToken: TokenValues = {
  name: '',
  isNarrowed: true,
  isText: false,
  rows: [firstRow],
  text: '',
  acls: [],
  maxExpiresInSeconds: undefined,
  maxBytes: undefined,
  contentTypes: [],
  networks: [],
  rate: '',
  expiresAt: '',
  oidcSubject: '',
}

/** Returns the values of an existing token. If a rule cannot be a row, the rules are edited as text. */
export function toTokenValues({
  name,
  limits,
  expiresAt,
  oidcSubject = '',
}: Pick<Token, 'name' | 'limits' | 'expiresAt' | 'oidcSubject'>): TokenValues {
  return {
    name,
    ...toRules(limits.allow),
    acls: [...(limits.acls ?? [])],
    maxExpiresInSeconds: limits.maxExpiresInSeconds,
    maxBytes: limits.maxBytes,
    contentTypes: [...(limits.contentTypes ?? [])],
    networks: [...(limits.networks ?? [])],
    rate: limits.rate ?? '',
    expiresAt: expiresAt === undefined ? '' : toLocalMoment(expiresAt),
    oidcSubject,
  }
}

/** Returns the form's fields for rules. @param allow the rules; undefined for a token without any */
export function toRules(allow: readonly string[] | undefined) {
  const text = (allow ?? []).join('\n')
  const rows = (allow ?? []).map(readRule)
  const isText = rows.includes(undefined)
  const read = rows.filter((row) => row !== undefined)
  return { isNarrowed: allow !== undefined, isText, text, rows: read.length === 0 ? [firstRow] : read }
}

/** Lists the rules. @returns undefined for a token that may do everything that its account can */
export function listRules({ isNarrowed, isText, rows, text }: TokenValues): string[] | undefined {
  if (!isNarrowed) return undefined
  return isText ? readRuleLines(text) : rows.map(composeRule)
}

/** Returns the limits that the form's values describe. */
export function toLimits(values: TokenValues): Limits {
  const { acls, maxExpiresInSeconds, maxBytes, rate } = values
  const [contentTypes, networks] = [listEntries(values.contentTypes), listEntries(values.networks)]
  const limits = {
    allow: listRules(values),
    acls: acls.length === 0 ? undefined : acls,
    maxExpiresInSeconds,
    maxBytes,
    contentTypes: contentTypes.length === 0 ? undefined : contentTypes,
    networks: networks.length === 0 ? undefined : networks,
    rate: rate.trim() === '' ? undefined : rate.trim(),
  }
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}

/** Returns the input for `create_token`. */
export function toCreateInput(values: TokenValues): ActInput<'create_token'> {
  const expiresAt = toIso(values.expiresAt)
  const end = expiresAt === undefined ? {} : { expiresAt }
  const oidcSubject = values.oidcSubject.trim()
  const subject = oidcSubject === '' ? {} : { oidcSubject }
  return { name: values.name.trim(), ...(toLimits(values) as object), ...end, ...subject }
}

/** Returns the input for `set_token`: the fields that differ, and those to remove. */
export function toSetInput(token: Token, values: TokenValues): ActInput<'set_token'> {
  const limits: Readonly<Record<string, unknown>> = toLimits(values)
  // The field has no seconds. An untouched field must therefore not change the stored time.
  const before = toTokenValues(token)
  const isEndKept = before.expiresAt === values.expiresAt
  const wanted: Record<string, unknown> = {
    ...limits,
    name: values.name.trim(),
    expiresAt: isEndKept ? token.expiresAt : toIso(values.expiresAt),
    oidcSubject: values.oidcSubject.trim() || undefined,
  }
  const { name, expiresAt, oidcSubject } = token
  const present: Record<string, unknown> = { ...token.limits, name, expiresAt, oidcSubject }
  const fields = [...new Set([...Object.keys(wanted), ...Object.keys(present)])]
  const changed = fields.filter((field) => JSON.stringify(wanted[field]) !== JSON.stringify(present[field]))
  const given = changed.filter((field) => wanted[field] !== undefined).map((field) => [field, wanted[field]])
  const remove = changed.filter((field) => wanted[field] === undefined)
  return { id: token.id, ...Object.fromEntries(given), ...(remove.length === 0 ? {} : { remove }) }
}
