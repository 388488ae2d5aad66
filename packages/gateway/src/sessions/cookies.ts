/**
 * The names of the cookies. Over HTTPS, they begin with `__Host-`, so that no other host, and no answer over plain HTTP, can set them
 * (RFC 6265bis, 4.1.3.2).
 */
export interface CookieNames {
  readonly isSecure: boolean
  readonly session: string
  /** The prefix of the other cookies that better-auth sets: prefix, dot, name. */
  readonly prefix: string
  /** Ties a sign-in at a provider to the browser. */
  readonly state: string
  /** Identifies a browser in which an administrator has signed in before. */
  readonly device: string
  /** The session that ends once the provider has confirmed its administrator. */
  readonly former: string
}

/** @param isSecure whether browsers reach the gateway over HTTPS */
export function nameCookies(isSecure: boolean): CookieNames {
  const prefix = isSecure ? '__Host-signpost' : 'signpost'
  return {
    isSecure,
    session: `${prefix}-session`,
    prefix,
    state: `${prefix}-state`,
    device: `${prefix}-device`,
    former: `${prefix}-former`,
  }
}

/** Whether the headers of a request contain a cookie of this name. */
export function hasCookie(headers: Headers, name: string): boolean {
  return readCookies(headers.get('cookie')).has(name)
}

/** Reads the cookies that a browser sends (RFC 6265, section 5.4). Of two with the same name, the first counts as the more specific one. */
export function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [name = '', ...value] = pair.trim().split('=')
    if (name !== '' && !cookies.has(name)) cookies.set(name, value.join('='))
  }
  return cookies
}

/** The cookies of one request, and their changes while it is answered. */
export interface CookieJar {
  /** The header that a browser would send now. */
  readonly header: string
  get(name: string): string | undefined
  /** Applies a `Set-Cookie`. */
  add(setCookie: string): void
  /** Lists every cookie to set, each name once. */
  list(): string[]
}

/** Makes a jar of the cookies that came with a request. */
export function createCookieJar(header: string | null): CookieJar {
  const cookies = readCookies(header)
  const changes = new Map<string, string>()
  return {
    get header() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    get: (name) => cookies.get(name),
    add(setCookie) {
      const [pair = '', ...attributes] = setCookie.split(';')
      const [name = '', ...value] = pair.split('=')
      changes.set(name, setCookie)
      if (attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))) cookies.delete(name)
      else cookies.set(name, value.join('='))
    },
    list: () => [...changes.values()],
  }
}
