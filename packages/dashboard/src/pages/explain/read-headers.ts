/**
 * Reads request headers as browsers and `curl -v` show them, one on each line: `Name: value`, with or without `> ` before it.
 * @returns the headers; the lines that are none, where there are such
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
    // `:authority: …` and the like are no headers (RFC 9113, section 8.3).
    else if (!name.startsWith(':')) headers.set(name, value)
  }
  return { headers: Object.fromEntries(headers), problems }
}
