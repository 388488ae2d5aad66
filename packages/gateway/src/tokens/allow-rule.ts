/** What a signed URL lets its holder do with the object. */
export type Action = 'upload' | 'download'

/** The actions that a rule can name. */
export const actions: readonly Action[] = ['upload', 'download']

/** What a request asks for, as the rules see it: the final bucket and key, after all decoding. */
export interface Scope {
  readonly action: Action
  readonly bucket: string
  readonly key: string
}

/** A parsed allow rule. */
export interface AllowRule {
  /** undefined: every action. */
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
 * Parses an allow rule: `action:bucket/key`, where the action is `upload`, `download` or `*`, and bucket and key may each
 * end in `*`. `action:*` is every bucket and key.
 * @throws Error that names the rule and the grammar
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
  return {
    action: parsedAction,
    bucket: parsePattern(target.slice(0, slash), text),
    key: parsePattern(target.slice(slash + 1), text),
  }
}

/** Whether the rule covers what is asked for. */
export function coversScope(rule: AllowRule, scope: Scope): boolean {
  return (
    (rule.action === undefined || rule.action === scope.action) &&
    fits(rule.bucket, scope.bucket) &&
    fits(rule.key, scope.key)
  )
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
