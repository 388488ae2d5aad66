/** What gives something away wherever it stands, also in a URL that was encoded once more. */
const revealing =
  /((?:signature|security-token|policy|api_token|password|secret[\w-]*)["']?(?:=|%3D|%253D|[:>]\s*["']?))[^&\s"'<>]+|\b[ac]t_[\w.~-]{8,}|Bearer\s+\S+/gi

/** How much of a text is looked through for what 200 characters show. */
const longestLooked = 2000

/** A stranger's words in a sentence: short, without signatures and tokens, and nothing in them steers what shows them. */
export function quote(text: string): string {
  const safe = text
    .slice(0, longestLooked)
    .replaceAll(revealing, (_, name?: string) => `${name ?? ''}…`)
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
  return `“${safe.length > 200 ? `${safe.slice(0, 200)}…` : safe}”`
}

/** Names of headers whose value nobody has to see. */
const secretHeaders = /authorization|cookie|token|secret|customer-key|signature|password|api-key/i

/** The value of a header in a sentence. */
export function quoteHeader(name: string, value: string): string {
  return secretHeaders.test(name) ? 'another value' : quote(value)
}
