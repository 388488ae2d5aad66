import { childrenOf, type XmlElement } from './s3-xml.ts'

/**
 * A CORS rule of a bucket, as its store writes it: texts by element name, and whatever else the store has put there. The rule is sent back
 * unchanged. S3 API Reference, "CORSRule".
 */
export type CorsRule = Readonly<Record<string, readonly XmlElement[]>>

/** What a bucket has to allow the web pages of an origin. */
export interface CorsNeed {
  /** As browsers send it: `https://app.example.com`. */
  readonly origin: string
  readonly methods: readonly string[]
  /** Headers that the pages send, in lowercase; a name may contain a `*`. */
  readonly headers: readonly string[]
}

/** For how long a browser may remember the answer to a preflight, seconds. */
const maxAgeSeconds = 3600

/**
 * Adds what pages need to the rules of a bucket, and removes nothing. It extends the rule that names only this origin, or makes one if
 * there is none. This rule comes first, because a store answers with the first rule that fits. Therefore it also exposes what the other
 * rules expose to this origin.
 * @returns the rules to set; `rules` itself when nothing is missing
 */
export function extendCorsRules(
  rules: readonly CorsRule[],
  { origin, methods, headers }: CorsNeed,
): readonly CorsRule[] {
  const own = rules.find((rule) => {
    const origins = listTexts(rule, 'AllowedOrigin')
    return origins.length === 1 && origins[0] === origin
  })
  const fitting = rules.filter((rule) => listTexts(rule, 'AllowedOrigin').some((pattern) => fits(pattern, origin)))
  const others = rules.filter((rule) => rule !== own)
  const id = nameRule(origin)
  const isIdTaken = others.some((rule) => listTexts(rule, 'ID').includes(id))
  const base = own ?? { ...(isIdTaken ? {} : { ID: [id] }), MaxAgeSeconds: [String(maxAgeSeconds)] }
  const extended: CorsRule = {
    ...base,
    AllowedOrigin: [origin],
    AllowedMethod: union(listTexts(base, 'AllowedMethod'), methods),
    ...listed('AllowedHeader', union(listTexts(base, 'AllowedHeader'), headers)),
    ExposeHeader: union(
      listTexts(base, 'ExposeHeader'),
      fitting.flatMap((rule) => listTexts(rule, 'ExposeHeader')),
      ['ETag'],
    ),
  }
  const isSame =
    own !== undefined && own === fitting[0] && JSON.stringify(sorted(own)) === JSON.stringify(sorted(extended))
  return isSame ? rules : [extended, ...others]
}

/** Lists the texts of all elements of a rule with this name. */
export function listTexts(rule: CorsRule, name: string): readonly string[] {
  return childrenOf(rule, name).filter((element) => typeof element === 'string')
}

/** Whether a pattern of a rule, which has at most one `*`, fits a text. */
function fits(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return pattern === text
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end)
}

/** Makes a plain name, because not every store accepts every text: `signpost-https-app.example.com`. */
function nameRule(origin: string): string {
  return `signpost-${origin.replaceAll(/[^a-z0-9.]+/g, '-').replace(/-$/, '')}`
}

/** Merges lists. Header names are not case-sensitive, and a name that a pattern covers needs no entry of its own. */
function union(...lists: readonly (readonly string[])[]): string[] {
  const kept: string[] = []
  for (const text of lists.flat()) {
    if (!kept.some((known) => fits(known.toLowerCase(), text.toLowerCase()))) kept.push(text)
  }
  return kept
}

function listed(name: string, texts: readonly string[]): CorsRule {
  return texts.length === 0 ? {} : { [name]: texts }
}

function sorted(rule: CorsRule): readonly unknown[] {
  return Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1))
}
