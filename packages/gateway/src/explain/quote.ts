/** Matches secrets wherever they are in a text, even in a URL that was encoded once more. */
const revealing =
  /((?:signature|security-token|policy|api_token|password|secret[\w-]*)["']?(?:=|%3D|%253D|[:>]\s*["']?))[^&\s"'<>]+|\b[ac]t_[\w.~-]{8,}|Bearer\s+\S+/gi

/** How many characters of a text are searched for secrets. At most 200 are shown. */
const longestLooked = 2000

/** Quotes untrusted text in a sentence: short, without signatures and tokens, and without control characters. */
export function quote(text: string): string {
  const safe = text
    .slice(0, longestLooked)
    .replaceAll(revealing, (_, name?: string) => `${name ?? ''}…`)
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
  return `“${safe.length > 200 ? `${safe.slice(0, 200)}…` : safe}”`
}

/** Names of headers whose value is not shown. */
const secretHeaders = /authorization|cookie|token|secret|customer-key|signature|password|api-key/i

/** Quotes the value of a header in a sentence. */
export function quoteHeader(name: string, value: string): string {
  return secretHeaders.test(name) ? 'another value' : quote(value)
}
