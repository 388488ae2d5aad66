/** The values that differ from run to run. A page may show any value for them. */
const varying: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/postgres:\/\/signpost@[\w.:]+\/\w+/g, '<database>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, '<time>'],
  [/\d{4}-\d\d-\d\d/g, '<day>'],
  [/\b1[7-9]\d{11}\b/g, '<epoch>'],
  [/\b(tok|acc|cred|key|evt)_[0-9a-f…]+/g, '$1_<id>'],
  [/\b(at|ct)_[\w-]+…?|\b(at|ct)_…/g, '<token>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b(X-Amz-(?:Credential|Date|Signature|SignedHeaders))=[^&"\s]*/g, '$1=<signed>'],
  [/\b(127\.0\.0\.1|localhost):\d+/g, '$1:<port>'],
  [/\b(took|in) \d+(\.\d+)? ?m?s\b/g, '$1 <duration>'],
]

/**
 * Compares the output that a page shows with the printed one. `…` matches anything; ids, tokens, times, signatures and ports match
 * any others. JSON is compared by value: every shown value must be among the printed ones, in the same order.
 * @returns the difference; undefined if there is none
 */
export function findDifference(language: string, shown: string, printed: string): string | undefined {
  if (language !== 'json') return isLike(shown.trim(), printed.trim()) ? undefined : `printed was:\n${printed}`
  const values = readJson(printed)
  for (const value of readJson(shown)) {
    const index = values.findIndex((candidate) => isLikeJson(value, candidate))
    if (index < 0) return `no JSON like ${JSON.stringify(value)} in what was printed:\n${printed}`
    values.splice(0, index + 1)
  }
  return undefined
}

function isLike(shown: string, printed: string): boolean {
  const pattern = replaceVarying(shown).split('…').map(RegExp.escape).join('[^]*?')
  return new RegExp(`^${pattern}$`).test(replaceVarying(printed))
}

function replaceVarying(text: string): string {
  return varying.reduce((replaced, [pattern, name]) => replaced.replaceAll(pattern, name), text)
}

function isLikeJson(shown: unknown, printed: unknown, name = ''): boolean {
  if (shown === '…') return printed !== undefined
  if (typeof shown === 'string') return typeof printed === 'string' && isLike(shown, printed)
  if (typeof shown === 'number') {
    return typeof printed === 'number' && (/Ms$|^time$|^at$/.test(name) || shown === printed)
  }
  if (typeof shown !== 'object' || shown === null) return shown === printed
  if (typeof printed !== 'object' || printed === null) return false
  const [ours, theirs] = [Object.entries(shown), Object.keys(printed)]
  return (
    ours.length === theirs.length &&
    ours.every(([key, value]) => isLikeJson(value, (printed as Record<string, unknown>)[key], key))
  )
}

/** Reads a text as one JSON value, or collects its lines that are JSON values. */
function readJson(text: string): unknown[] {
  const whole = parse(text)
  return whole === undefined ? text.split('\n').flatMap((line) => parse(line) ?? []) : [whole]
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
