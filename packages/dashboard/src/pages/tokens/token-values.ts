import type { ActInput, ActResult } from '../../api/act.ts'
import { listEntries } from '../../components/list-entries.ts'
import { toIso, toLocalMoment } from '../../components/local-moment.ts'
import { composeRule, type RuleRow, readRule, readRuleLines } from './allow-rules.ts'

/** A token, as `show_token` tells of it. */
export type Token = ActResult<'show_token'>

/** What narrows a token. */
export type Limits = Token['limits']

/** The limits of a token as fields of a form have them. What is empty limits nothing. */
export type TokenValues = {
  name: string
  /** Whether it may only do what its rules say. */
  isNarrowed: boolean
  /** Whether the rules are written as a text; else they are rows. */
  isText: boolean
  rows: RuleRow[]
  text: string
  acls: string[]
  maxExpiresInSeconds: number | undefined
  maxBytes: number | undefined
  contentTypes: string[]
  networks: string[]
  rate: string
  /** As a `datetime-local` field has it. */
  expiresAt: string
  oidcSubject: string
}

/** The first row of a token: the bucket is still to be named. */
export const firstRow: RuleRow = { action: 'upload', bucket: '', key: '', isPrefix: true }

/** A new token, before anything is said of it. */
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

/** The values of a token that there is. A rule that is no row is shown as text. */
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

/** The fields of rules. @param allow the rules; undefined for a token without any */
export function toRules(allow: readonly string[] | undefined) {
  const text = (allow ?? []).join('\n')
  const rows = (allow ?? []).map(readRule)
  const isText = rows.includes(undefined)
  const read = rows.filter((row) => row !== undefined)
  return { isNarrowed: allow !== undefined, isText, text, rows: read.length === 0 ? [firstRow] : read }
}

/** The rules as they are written; undefined for a token that may do what its account may. */
export function listRules({ isNarrowed, isText, rows, text }: TokenValues): string[] | undefined {
  if (!isNarrowed) return undefined
  return isText ? readRuleLines(text) : rows.map(composeRule)
}

/** What the values limit a token to. */
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

/** What `create_token` is asked. */
export function toCreateInput(values: TokenValues): ActInput<'create_token'> {
  const expiresAt = toIso(values.expiresAt)
  const end = expiresAt === undefined ? {} : { expiresAt }
  const oidcSubject = values.oidcSubject.trim()
  const subject = oidcSubject === '' ? {} : { oidcSubject }
  return { name: values.name.trim(), ...(toLimits(values) as object), ...end, ...subject }
}

/** What `set_token` is asked: the fields that differ, and those that are to have no value. */
export function toSetInput(token: Token, values: TokenValues): ActInput<'set_token'> {
  const limits: Readonly<Record<string, unknown>> = toLimits(values)
  // A field knows no seconds: what has not been touched is not changed.
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
