/**
 * Checks an origin in the form in which browsers send it (RFC 6454, section 6.2), of a web page or of an app with its own scheme.
 * @returns what is wrong, in words that follow its name ("must be…"); undefined when nothing is wrong
 */
export function findOriginProblem(text: string): string | undefined {
  const isWeb = /^https?:/i.test(text)
  const isGood = isWeb
    ? URL.parse(text)?.origin === text && !text.includes('*')
    : /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(text)
  if (isGood) return undefined
  return 'must be an origin as browsers send it, such as https://app.example.com: in lowercase, without a path, and with a port only when it is not the default one'
}
