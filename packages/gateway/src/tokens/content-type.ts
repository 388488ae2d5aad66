const name = '[a-z0-9][a-z0-9!#$&^_.+-]{0,126}'
const patternShape = new RegExp(`^${name}/(?:\\*|${name})$`)
// No comma is allowed: browsers read `image/png, text/html` as its last type (Fetch, "extract a MIME type").
const typeShape = new RegExp(`^(${name}/${name})[\\t ]*(?:;[^,]*)?$`)

/** @returns the problem of a content type that a token should allow; undefined if there is none. RFC 6838, section 4.2 */
export function findContentTypeProblem(text: string): string | undefined {
  if (patternShape.test(text)) return undefined
  return 'is not a content type: write image/png, or image/* for every image, in lowercase and without parameters'
}

/**
 * Whether a token allows uploads of a type. Parameters, as in `text/plain; charset=utf-8`, do not count.
 * @param allowed `image/png`, or `image/*` for every image
 * @param type a Content-Type; with a `*` at its end it stands for every type with that prefix
 */
export function coversContentType(allowed: string, type: string): boolean {
  const lower = type.toLowerCase()
  if (lower.endsWith('*')) {
    return allowed.endsWith('/*') && lower.startsWith(allowed.slice(0, -1)) && !lower.includes(',')
  }
  const essence = typeShape.exec(lower)?.[1]
  if (essence === undefined) return false
  return allowed.endsWith('/*') ? essence.startsWith(allowed.slice(0, -1)) : essence === allowed
}
