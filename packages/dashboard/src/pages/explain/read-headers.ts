/**
 * Reads request headers as browsers and `curl -v` show them, one per line: `Name: value`, with or without a leading `> `.
 * @returns the headers, and as problems the lines that are not headers
 */
export function readHeaders(text: string): {
  readonly headers: Readonly<Record<string, string>>
  readonly problems: readonly string[]
} {
  const headers = new Map<string, string>()
  const problems: string[] = []
  for (const line of text.split('\n').map((one) => one.trim().replace(/^>\s*/, ''))) {
    // The line of the request itself, as `curl -v` shows it before the headers.
    if (line === '' || /^[A-Z]+ \S+ HTTP\/[\d.]+$/.test(line)) continue
    const [, name, value] = /^(:?[\w!#$%&'*+.^`|~-]+)\s*:\s*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) problems.push(line)
    // Pseudo-headers such as `:authority: …` are not headers (RFC 9113, section 8.3).
    else if (!name.startsWith(':')) headers.set(name, value)
  }
  return { headers: Object.fromEntries(headers), problems }
}
