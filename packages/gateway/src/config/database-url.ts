const grammar =
  'write postgres://user:password@host:5432/database, with special characters of the password percent-encoded'

/** @returns what is wrong with the URL of a PostgreSQL database, or undefined when nothing is; never repeats the URL */
export function findDatabaseUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `is not a URL: ${grammar}`
  const { protocol, hostname, username, password, pathname, searchParams, hash } = new URL(text)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    return `is not the URL of a PostgreSQL database: ${grammar}`
  // A password with an unencoded # or / ends the host early, and with it would go to the wrong place in the clear.
  if (hash !== '') return `has a #, which belongs into a password only as %23: ${grammar}`
  if (hostname === '' && !searchParams.has('host')) return `names no host: ${grammar}`
  if (!/^\/[^/]+$/.test(pathname)) return `names no database: ${grammar}`
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part)
    return undefined
  } catch {
    return `has a % that stands for nothing: ${grammar}`
  }
}

/** The URL as it may be shown: without the password and without the query, which may hold one. */
export function describeDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname, searchParams } = new URL(text)
  const user = username === '' ? '' : `${username}@`
  return `${protocol}//${user}${host || (searchParams.get('host') ?? '')}${pathname}`
}
