/** The URL of a PostgreSQL database. @returns what is wrong with it, or undefined when nothing is; never repeats the URL */
export function findDatabaseUrlProblem(text: string): string | undefined {
  return findUrlProblem(text, {
    example:
      'write postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
    service: 'a PostgreSQL database',
    protocols: ['postgres:', 'postgresql:'],
    // A Unix socket's directory stands in the query.
    hasHost: ({ hostname, searchParams }) => hostname !== '' || searchParams.has('host'),
    path: /^\/[^/]+$/,
    pathProblem: 'names no database',
  })
}

/** The URL of a Redis or Valkey server. @returns what is wrong with it, or undefined when nothing is; never repeats the URL */
export function findRedisUrlProblem(text: string): string | undefined {
  return findUrlProblem(text, {
    example:
      'write redis://user:password@host:6379, or rediss:// for TLS, with special characters of the password percent-encoded',
    service: 'a Redis server',
    protocols: ['redis:', 'rediss:'],
    hasHost: ({ hostname }) => hostname !== '',
    path: /^(\/\d{0,4})?$/,
    pathProblem: 'has a path that is not the number of a database',
  })
}

interface UrlGrammar {
  readonly example: string
  readonly service: string
  readonly protocols: readonly string[]
  hasHost(url: URL): boolean
  readonly path: RegExp
  readonly pathProblem: string
}

function findUrlProblem(text: string, grammar: UrlGrammar): string | undefined {
  const problem = URL.canParse(text) ? findPartProblem(new URL(text), grammar) : 'is not a URL'
  return problem === undefined ? undefined : `${problem}: ${grammar.example}`
}

function findPartProblem(url: URL, { service, protocols, hasHost, path, pathProblem }: UrlGrammar): string | undefined {
  const { protocol, username, password, pathname, hash } = url
  if (!protocols.includes(protocol)) return `is not the URL of ${service}`
  // A password with an unencoded # or / ends the host early, and the rest of it would go to the wrong place in the clear.
  if (hash !== '') return 'has a #, which a password must have as %23'
  if (!hasHost(url)) return 'names no host'
  if (!path.test(pathname)) return pathProblem
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part)
    return undefined
  } catch {
    return 'has a % that stands for nothing'
  }
}

/** The URL as it may be shown: without the password and without the query, which may hold one. */
export function describeDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname, searchParams } = new URL(text)
  const user = username === '' ? '' : `${username}@`
  return `${protocol}//${user}${host || (searchParams.get('host') ?? '')}${pathname}`
}
