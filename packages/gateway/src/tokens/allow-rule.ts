import { findBucketProblem, findKeyProblem } from '@signpost/presign'
import type { Access } from '../core/access.ts'
import { type Action, actions, isImplied } from '../core/actions.ts'

/** A parsed allow rule. */
export interface AllowRule {
  /** undefined: `*`, which stands for the actions that need not be named. */
  readonly action: Action | undefined
  readonly bucket: Pattern
  readonly key: Pattern
}

interface Pattern {
  readonly text: string
  readonly isPrefix: boolean
}

const everything: Pattern = { text: '', isPrefix: true }
const grammar =
  'write action:bucket/key-prefix*, for example upload:my-bucket/incoming/*, download:* or *:assets-*/*; a * stands only at the end of the bucket or of the key'

/**
 * Parses an allow rule: `action:bucket/key`. The action is one of the table's, or `*` for upload and download; bucket and
 * key may each end in `*`. `action:*` is every bucket and key. A rule that no request could match is refused: whoever wrote
 * it meant another one.
 * @throws Error that names the rule, and the grammar or what is wrong with its bucket or key
 */
export function parseAllowRule(text: string): AllowRule {
  const colon = text.indexOf(':')
  if (colon === -1) throw new Error(`The allow rule "${text}" has no action: ${grammar}`)
  const action = text.slice(0, colon)
  const target = text.slice(colon + 1)
  if (action !== '*' && !actions.includes(action as Action)) {
    throw new Error(`The allow rule "${text}" has an unknown action: ${[...actions, '*'].join(', ')} are known`)
  }
  const parsedAction = action === '*' ? undefined : (action as Action)
  if (target === '*') return { action: parsedAction, bucket: everything, key: everything }
  const slash = target.indexOf('/')
  if (slash === -1) {
    throw new Error(
      `The allow rule "${text}" names no key: write ${action}:${target || 'bucket'}/* for every key of it`,
    )
  }
  const key = parsePattern(target.slice(slash + 1), text)
  if (parsedAction === 'list' && !key.isPrefix) {
    throw new Error(`The allow rule "${text}" can never match: a listing is about a prefix, so write ${text}*`)
  }
  return {
    action: parsedAction,
    bucket: requireMatch('bucket', parsePattern(target.slice(0, slash), text), text),
    key: requireMatch('key', key, text),
  }
}

const findProblem = { bucket: findBucketProblem, key: findKeyProblem }

/** @throws Error when no name that is signed fits the pattern */
function requireMatch(field: 'bucket' | 'key', pattern: Pattern, rule: string): Pattern {
  const { text, isPrefix } = pattern
  // The first name that a prefix stands for is itself; where it is too short, or ends as no name does, letters follow.
  const candidates = isPrefix ? [text, `${text}a`, `${text}aaa`] : [text]
  const problems = candidates.map((name) => findProblem[field](name))
  if (problems.includes(undefined)) return pattern
  throw new Error(`The allow rule "${rule}" can never match: the ${field} ${problems.at(-1)}`)
}

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

function parsePattern(text: string, rule: string): Pattern {
  const star = text.indexOf('*')
  if (text === '' || (star !== -1 && star !== text.length - 1)) {
    throw new Error(`The allow rule "${rule}" is not one: ${grammar}`)
  }
  return star === -1 ? { text, isPrefix: false } : { text: text.slice(0, -1), isPrefix: true }
}

function fits(pattern: Pattern, value: string): boolean {
  return pattern.isPrefix ? value.startsWith(pattern.text) : value === pattern.text
}
