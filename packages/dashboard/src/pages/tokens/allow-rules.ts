/** The action of a rule. `*` stands for upload and download. */
export type RuleAction = '*' | 'upload' | 'download' | 'list' | 'delete'

/** The actions of rules, in words. */
export const ruleActions: readonly { readonly value: RuleAction; readonly label: string }[] = [
  { value: 'upload', label: 'Upload' },
  { value: 'download', label: 'Download' },
  { value: '*', label: 'Upload and download' },
  { value: 'list', label: 'List' },
  { value: 'delete', label: 'Delete' },
]

/** A rule as a row of a form. */
export type RuleRow = {
  action: RuleAction
  /** A bucket, a prefix of bucket names with a * at its end, or * for every bucket. */
  bucket: string
  key: string
  /** Whether `key` is a prefix. If not, the rule is for that key only. */
  isPrefix: boolean
}

/** Writes a rule as the gateway does: `action:bucket/key`, or `action:*` for everything. See `docs/tokens.md`. */
export function composeRule({ action, bucket, key, isPrefix }: RuleRow): string {
  const [place, end] = [bucket.trim(), isPrefix || action === 'list' ? '*' : '']
  return place === '*' && key === '' && end === '*' ? `${action}:*` : `${action}:${place}/${key}${end}`
}

/** Reads a rule. @returns undefined if the text is not a rule; the gateway reports why */
export function readRule(text: string): RuleRow | undefined {
  const colon = text.indexOf(':')
  const [action, target] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)]
  if (!ruleActions.some(({ value }) => value === action)) return undefined
  if (target === '*') return { action: action as RuleAction, bucket: '*', key: '', isPrefix: true }
  const slash = target.indexOf('/')
  if (slash === -1) return undefined
  const key = target.slice(slash + 1)
  const isPrefix = key.endsWith('*')
  const row = { action: action as RuleAction, bucket: target.slice(0, slash), isPrefix }
  return { ...row, key: isPrefix ? key.slice(0, -1) : key }
}

/**
 * Reads pasted rules: one per line, options of the command (`--allow "upload:my-bucket/*"`), or a JSON array.
 */
export function readRuleLines(text: string): string[] {
  return text
    .split(/\r?\n|--allow[ =]/)
    .flatMap((line) => {
      const bare = line.trim().replace(/^[[\s]+|[\s,\]\\]+$/g, '')
      return /^".*"$/.test(bare) ? bare.split(/",\s*"/) : [bare]
    })
    .map((line) =>
      line
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2')
        .replace(/^"|"$/g, ''),
    )
    .filter((line) => line !== '')
}

/** A question about a token: may it do this? */
export interface Asked {
  readonly action: Exclude<RuleAction, '*'>
  readonly bucket: string
  readonly key: string
}

/** The rules that apply to a token without any rules of its own. */
const impliedRules: readonly string[] = ['*:*']

/**
 * Suggests rules that would allow what was asked: first for this key only, then for all keys in the same folder.
 * @param allow the token's rules; undefined if it has none and may upload and download everything
 * @returns each new rule, with all rules that the token would then have
 */
export function suggestRules(
  { action, bucket, key }: Asked,
  allow: readonly string[] | undefined,
): { readonly rule: string; readonly allow: readonly string[] }[] {
  if (bucket === '') return []
  const folder = key.slice(0, key.lastIndexOf('/') + 1)
  const wide = `${action}:${bucket}/${action === 'list' ? key : folder}*`
  const narrow = action === 'list' || key === '' ? [] : [`${action}:${bucket}/${key}`]
  return [...narrow, wide].map((rule) => ({ rule, allow: [...(allow ?? impliedRules), rule] }))
}
