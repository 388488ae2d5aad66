/**
 * Says what is wrong with a header value, or `undefined` when every client and store carries it unchanged: visible
 * ASCII and spaces (RFC 9110, section 5.5, without what it calls obsolete). The text goes after the name of the
 * header.
 */
export function findHeaderValueProblem(value: string): string | undefined {
  if (typeof value !== 'string') return 'must be a string'
  if (/^[\x20-\x7e]*$/.test(value)) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\x00-\x1f\x7f]/.test(value)) return 'must not contain a control character or a line break'
  return (
    'must be ASCII: HTTP headers carry nothing else reliably. Write a file name as ' +
    "filename*=UTF-8''na%C3%AFve.txt (RFC 5987), and percent-encode other values"
  )
}
