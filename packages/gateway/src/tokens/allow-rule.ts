import { findKeyProblem, findWideBucketProblem } from '@signpost/presign'
import type { Access } from '../core/access.ts'
import { type Action, actions, isImplied } from '../core/actions.ts'

/** A parsed allow rule. */
export interface AllowRule {
  /** undefined: `*`, which stands for the actions that need not be named. */
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
  'write action:bucket/key-prefix*, for example upload:my-bucket/incoming/*, download:* or *:assets-*/*; a * stands only at the end of the bucket or of the key'

/**
 * Parses an allow rule: `action:bucket/key`. The action is one of the table's, or `*` for upload and download; bucket and
 * key may each end in `*`. `action:*` is every bucket and key. A rule that no request could match is refused: whoever wrote
 * it meant another one.
 * @throws Error that names the rule, and the grammar or what is wrong with its bucket or key
 */
export function parseAllowRule(text: string): AllowRule {
  const rule = readAllowRule(text)
  if (typeof rule === 'string') throw new Error(`The allow rule "${text}" ${rule}`)
  return rule
}

/** @returns what is wrong with the text of a rule, after its name and without repeating it; undefined when nothing is */
export function findAllowRuleProblem(text: string): string | undefined {
  const rule = readAllowRule(text)
  return typeof rule === 'string' ? rule : undefined
}

/** @returns the rule, or what is wrong with it */
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
    return 'can never match: a listing is about a prefix, so its key ends in *'
  }
  return { action, bucket, key }
}

// Which names a bucket may have is the store's affair.
const findNameProblem = { bucket: findWideBucketProblem, key: findKeyProblem }

/** What is wrong with a pattern that no name that is signed fits; undefined when one does. */
function findMismatch(field: 'bucket' | 'key', { text, isPrefix }: NamePattern): string | undefined {
  // The first name that a prefix stands for is itself; where it is too short, or ends as no name does, letters follow.
  const candidates = isPrefix ? [text, `${text}a`, `${text}aaa`] : [text]
  const problems = candidates.map((name) => findNameProblem[field](name))
  return problems.includes(undefined) ? undefined : `the ${field} ${problems.at(-1)}`
}

/** A rule as it is written: {@link parseAllowRule} reads it again. */
export function formatAllowRule({ action, bucket, key }: AllowRule): string {
  const isEverything = bucket.text === '' && bucket.isPrefix && key.text === '' && key.isPrefix
  return `${action ?? '*'}:${isEverything ? '*' : `${formatPattern(bucket)}/${formatPattern(key)}`}`
}

/** A pattern as rules have it: `incoming/*`. */
export function formatPattern({ text, isPrefix }: NamePattern): string {
  return isPrefix ? `${text}*` : text
}

/** The rules that a token without any stands for: everything that need not be named. */
export const impliedRules: readonly AllowRule[] = [{ action: undefined, bucket: everything, key: everything }]

/** Whether the rule covers what is asked for. A prefix is covered when every key that begins with it is. */
export function coversAccess(rule: AllowRule, { action, bucket, key, isKeyPrefix }: Access): boolean {
  const coversAction = rule.action === undefined ? isImplied(action) : rule.action === action
  if (!coversAction || !fits(rule.bucket, bucket) || !fits(rule.key, key)) return false
  return rule.key.isPrefix || !(action === 'list' || isKeyPrefix === true)
}

/** What a prefix must begin with for the rules to let the bucket be listed. */
export function listListablePrefixes(rules: readonly AllowRule[], bucket: string): string[] {
  return rules.filter((rule) => rule.action === 'list' && fits(rule.bucket, bucket)).map(({ key }) => key.text)
}

/** Whether rules cover everything that another rule does: for each of its actions one of them has to cover it alone. */
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

/** Whether every name that one pattern stands for is one of another's. */
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
