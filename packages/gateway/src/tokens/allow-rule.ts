import { findKeyProblem, findWideBucketProblem } from '@signpost/presign'
import type { Access } from '../core/access.ts'
import { type Action, actions, isImplied } from '../core/actions.ts'

/** A parsed allow rule. */
export interface AllowRule {
  /** Undefined for `*`, which means the actions that need no rule of their own. */
  readonly action: Action | undefined
  readonly bucket: NamePattern
  readonly key: NamePattern
}

/** A name, or with `isPrefix` every name that begins with it. */
export interface NamePattern {
  readonly text: string
  readonly isPrefix: boolean
}

const everything: NamePattern = { text: '', isPrefix: true }
const grammar =
  'write action:bucket/key-prefix*, for example upload:my-bucket/incoming/*, download:* or *:assets-*/*; a * may appear only at the end of the bucket or of the key'

/**
 * Parses an allow rule: `action:bucket/key`. The action is one of the table's, or `*` for upload and download. Bucket and
 * key may each end in `*`. `action:*` means every bucket and key. A rule that no request could match is refused, because it must be a
 * mistake.
 * @throws Error that names the rule, and the grammar or the problem of its bucket or key
 */
export function parseAllowRule(text: string): AllowRule {
  const rule = readAllowRule(text)
  if (typeof rule === 'string') throw new Error(`The allow rule "${text}" ${rule}`)
  return rule
}

/** @returns the problem of a rule's text, to follow its name, without repeating the text; undefined if there is none */
export function findAllowRuleProblem(text: string): string | undefined {
  const rule = readAllowRule(text)
  return typeof rule === 'string' ? rule : undefined
}

/** @returns the rule, or its problem */
function readAllowRule(text: string): AllowRule | string {
  const colon = text.indexOf(':')
  if (colon === -1) return `has no action: ${grammar}`
  const name = text.slice(0, colon)
  const target = text.slice(colon + 1)
  if (name !== '*' && !actions.includes(name as Action)) {
    return `has an unknown action: ${[...actions, '*'].join(', ')} are known`
  }
  const action = name === '*' ? undefined : (name as Action)
  if (target === '*') return { action, bucket: everything, key: everything }
  const slash = target.indexOf('/')
  if (slash === -1) return `names no key: write ${name}:my-bucket/* for every key of a bucket`
  const bucket = parsePattern(target.slice(0, slash))
  const key = parsePattern(target.slice(slash + 1))
  if (bucket === undefined || key === undefined) return `is not a rule: ${grammar}`
  const problem = findMismatch('bucket', bucket) ?? findMismatch('key', key)
  if (problem !== undefined) return `can never match: ${problem}`
  if (action === 'list' && !key.isPrefix) {
    return 'can never match: a listing is for a prefix, so its key must end in *'
  }
  return { action, bucket, key }
}

// The store decides which names a bucket may have.
const findNameProblem = { bucket: findWideBucketProblem, key: findKeyProblem }

/** Finds the problem of a pattern that no valid name can match; undefined if one can. */
function findMismatch(field: 'bucket' | 'key', { text, isPrefix }: NamePattern): string | undefined {
  // A prefix matches itself first. If it is too short, or ends in a way that no name may, letters are added.
  const candidates = isPrefix ? [text, `${text}a`, `${text}aaa`] : [text]
  const problems = candidates.map((name) => findNameProblem[field](name))
  return problems.includes(undefined) ? undefined : `the ${field} ${problems.at(-1)}`
}

/** Formats a rule so that {@link parseAllowRule} can read it. */
export function formatAllowRule({ action, bucket, key }: AllowRule): string {
  const isEverything = bucket.text === '' && bucket.isPrefix && key.text === '' && key.isPrefix
  return `${action ?? '*'}:${isEverything ? '*' : `${formatPattern(bucket)}/${formatPattern(key)}`}`
}

/** Formats a pattern for a rule: `incoming/*`. */
export function formatPattern({ text, isPrefix }: NamePattern): string {
  return isPrefix ? `${text}*` : text
}

/** The rules that apply to a token without any: all actions that need no rule of their own. */
export const impliedRules: readonly AllowRule[] = [{ action: undefined, bucket: everything, key: everything }]

/** Whether the rule covers an access. A prefix is covered if every key that begins with it is covered. */
export function coversAccess(rule: AllowRule, { action, bucket, key, isKeyPrefix }: Access): boolean {
  const coversAction = rule.action === undefined ? isImplied(action) : rule.action === action
  if (!coversAction || !fits(rule.bucket, bucket) || !fits(rule.key, key)) return false
  return rule.key.isPrefix || !(action === 'list' || isKeyPrefix === true)
}

/** Lists the prefixes under which the rules allow listing a bucket. */
export function listListablePrefixes(rules: readonly AllowRule[], bucket: string): string[] {
  return rules.filter((rule) => rule.action === 'list' && fits(rule.bucket, bucket)).map(({ key }) => key.text)
}

/** Whether rules cover everything that another rule covers. For each of its actions, a single rule must cover it. */
export function coverRule(rules: readonly AllowRule[], rule: AllowRule): boolean {
  const covered = rule.action === undefined ? actions.filter(isImplied) : [rule.action]
  return covered.every((action) =>
    rules.some(
      (wide) =>
        (wide.action === undefined ? isImplied(action) : wide.action === action) &&
        coversPattern(wide.bucket, rule.bucket) &&
        coversPattern(wide.key, rule.key),
    ),
  )
}

/** Whether every name that matches the narrow pattern also matches the wide one. */
export function coversPattern(wide: NamePattern, narrow: NamePattern): boolean {
  return wide.isPrefix ? narrow.text.startsWith(wide.text) : !narrow.isPrefix && narrow.text === wide.text
}

function parsePattern(text: string): NamePattern | undefined {
  const star = text.indexOf('*')
  if (text === '' || (star !== -1 && star !== text.length - 1)) return undefined
  return star === -1 ? { text, isPrefix: false } : { text: text.slice(0, -1), isPrefix: true }
}

function fits(pattern: NamePattern, value: string): boolean {
  return pattern.isPrefix ? value.startsWith(pattern.text) : value === pattern.text
}
