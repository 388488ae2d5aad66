import { suggestName } from '../core/nearest.ts'

/** The parameters that a database URL may have: those that the driver obeys. The driver accepts all others, but ignores them. */
const databaseParameters: Readonly<Record<string, readonly string[] | undefined>> = {
  host: undefined,
  sslmode: ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'],
  sslrootcert: undefined,
  sslcert: undefined,
  sslkey: undefined,
  options: undefined,
}

/** Checks the URL of a PostgreSQL database. @returns the problem, or undefined; never repeats the URL */
export function findDatabaseUrlProblem(text: string): string | undefined {
  return findUrlProblem(text, {
    example:
      'write postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
    service: 'a PostgreSQL database',
    protocols: ['postgres:', 'postgresql:'],
    // The directory of a Unix socket is in the query.
    hasHost: ({ hostname, searchParams }) => hostname !== '' || searchParams.has('host'),
    path: /^\/[^/]+$/,
    pathProblem: 'names no database',
    parameters: databaseParameters,
  })
}

/** Checks the URL of a Redis or Valkey server. @returns the problem, or undefined; never repeats the URL */
export function findRedisUrlProblem(text: string): string | undefined {
  return findUrlProblem(text, {
    example:
      'write redis://user:password@host:6379, or rediss:// for TLS, with special characters of the password percent-encoded',
    service: 'a Redis server',
    protocols: ['redis:', 'rediss:'],
    hasHost: ({ hostname }) => hostname !== '',
    path: /^(\/\d{0,4})?$/,
    pathProblem: 'has a path that is not the number of a database',
    parameters: {},
  })
}

interface UrlGrammar {
  readonly example: string
  readonly service: string
  readonly protocols: readonly string[]
  hasHost(url: URL): boolean
  readonly path: RegExp
  readonly pathProblem: string
  /** The known parameters of the query. Each has a list of its possible values, or undefined when any value is possible. */
  readonly parameters: Readonly<Record<string, readonly string[] | undefined>>
}

function findUrlProblem(text: string, grammar: UrlGrammar): string | undefined {
  const problem = URL.canParse(text) ? findPartProblem(new URL(text), grammar) : 'is not a URL'
  return problem === undefined ? undefined : `${problem}: ${grammar.example}`
}

function findPartProblem(
  url: URL,
  { service, protocols, hasHost, path, pathProblem, parameters }: UrlGrammar,
): string | undefined {
  const { protocol, username, password, pathname, hash } = url
  if (!protocols.includes(protocol)) return `is not the URL of ${service}`
  // A password with an unencoded # or / ends the host early, and the rest of it would go to the wrong place in the clear.
  if (hash !== '') return 'has a #, which must be written as %23 in a password'
  if (!hasHost(url)) return 'names no host'
  if (!path.test(pathname)) return pathProblem
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part)
  } catch {
    return 'has a % that begins no valid percent-encoding'
  }
  return findParameterProblem(url.searchParams, parameters)
}

/** Finds an unknown parameter or value. A parameter that the driver ignores may have been meant to encrypt the connection. */
function findParameterProblem(query: URLSearchParams, known: UrlGrammar['parameters']): string | undefined {
  const names = Object.keys(known)
  for (const [name, value] of query) {
    if (!names.includes(name)) {
      // After an unencoded ? in a password, the query may contain anything.
      if (names.length === 0) return 'has a query, which is not supported'
      const shown = /^\w{1,20}$/.test(name) ? `the parameter ${name}` : 'a parameter'
      return `has ${shown}, which is unknown (${suggestName(name, names, 'parameters')})`
    }
    const values = known[name]
    if (values !== undefined && !values.includes(value)) return `has a ${name} that is not one of ${values.join(', ')}`
    if (query.getAll(name).length > 1) return `has the parameter ${name} twice`
  }
  return undefined
}

/** The URL of a configured PostgreSQL database in a form that may be shown; undefined when the database is SQLite. */
export function describePostgres({ databaseUrl }: { readonly databaseUrl?: string }): string | undefined {
  return databaseUrl === undefined ? undefined : describeDatabaseUrl(databaseUrl)
}

/** The URL in a form that may be shown: without the password, and without the query, which may contain a password. */
export function describeDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname, searchParams } = new URL(text)
  const user = username === '' ? '' : `${username}@`
  return `${protocol}//${user}${host || (searchParams.get('host') ?? '')}${pathname}`
}
