// RFC 3986, section 2.3: the characters that never need encoding.
const unreserved = /^[A-Za-z0-9._~-]*$/
const unreservedPath = /^[A-Za-z0-9._~/-]*$/

// encodeURIComponent follows the older RFC 2396 and leaves these five as they are. SigV4 signs them encoded.
const leftByEncodeUriComponent = /[!'()*]/g

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/**
 * Percent-encodes a text by RFC 3986: everything but `A-Z a-z 0-9 - . _ ~` becomes the `%XX` of its UTF-8 bytes, in
 * upper case. The SigV4 specification calls this "UriEncode". It encodes both what is signed and what is sent.
 *
 * The text must be well-formed UTF-16. Callers refuse lone surrogates first.
 */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text
  return encodeURIComponent(text).replace(leftByEncodeUriComponent, encodeByte)
}

/** Percent-encodes an object key segment by segment: like {@link percentEncode}, but `/` stays. */
export function percentEncodePath(path: string): string {
  if (unreservedPath.test(path)) return path
  return percentEncode(path).replaceAll('%2F', '/')
}
