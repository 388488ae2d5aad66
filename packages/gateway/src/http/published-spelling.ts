/**
 * The published examples of this API also write `key_name/pdfs/report.pdf` where `key_name=pdfs/report.pdf` is meant.
 * Both are accepted: a parameter that begins with `key_name/` is the key, unless `key_name=` is given as well.
 * @param queryString as it was sent: once it is split at `=` and decoded, the end of a key such as `a=` is lost
 * @returns the query string in the one spelling
 */
export function acceptPublishedSpelling(queryString: string): string {
  if (!/(?:^|&)key_name(?:\/|%2F|%2f)/.test(queryString) || /(?:^|&)key_name(?:[=&]|$)/.test(queryString))
    return queryString
  return queryString.replaceAll(/(^|&)key_name(?:\/|%2F|%2f)/g, '$1key_name=')
}
