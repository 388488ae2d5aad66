/** The sources of stores that the CSP of this document allows, as the gateway has written them into it: `https://*.amazonaws.com`. */
const storeOrigins = (document.querySelector<HTMLMetaElement>('meta[name="store-origins"]')?.content ?? '').split(' ')

/**
 * Sees to it that this document may send to a store: a credential may have been added after it was loaded. Then it is loaded again, and
 * what follows this call does not happen.
 * @param origin of the signed URLs: `https://my-bucket.s3.eu-central-1.amazonaws.com`
 * @returns whether it may; when it may not even afterwards, the gateway does not know the store
 */
export function ensureStoreAllowed(origin: string): boolean {
  const mark = `signpost-reloaded-for ${origin}`
  if (storeOrigins.some((source) => matchesSource(source, origin))) {
    sessionStorage.removeItem(mark)
    return true
  }
  if (sessionStorage.getItem(mark) !== null) return false
  sessionStorage.setItem(mark, 'yes')
  location.reload()
  return false
}

/** CSP Level 3, section 6.7.2.8: a host, or `*.` and a host, with scheme and port. */
function matchesSource(source: string, origin: string): boolean {
  const wildcard = '://*.'
  if (!source.includes(wildcard)) return source === origin
  const [scheme = '', rest = ''] = source.split(wildcard)
  return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${rest}`)
}
