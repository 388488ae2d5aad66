import { suggestName } from '../core/nearest.ts'

/** What the URL of a database may say beside the address: what the driver obeys. It takes all others, and does nothing with them. */
const databaseParameters: Readonly<Record<string, readonly string[] | undefined>> = {
  host: undefined,
  sslmode: ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'],
  sslrootcert: undefined,
  sslcert: undefined,
  sslkey: undefined,
  options: undefined,
}

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
    parameters: databaseParameters,
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
  /** The parameters of the query that are known, with their values where these are a list. */
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
  if (hash !== '') return 'has a #, which a password must have as %23'
  if (!hasHost(url)) return 'names no host'
  if (!path.test(pathname)) return pathProblem
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part)
  } catch {
    return 'has a % that stands for nothing'
  }
  return findParameterProblem(url.searchParams, parameters)
}

/** A parameter that nobody obeys may have been meant to encrypt the connection. */
function findParameterProblem(query: URLSearchParams, known: UrlGrammar['parameters']): string | undefined {
  const names = Object.keys(known)
  for (const [name, value] of query) {
    if (!names.includes(name)) {
      // Behind an unencoded ? in a password anything may come.
      if (names.length === 0) return 'has a query, and takes none'
      const shown = /^\w{1,20}$/.test(name) ? `the parameter ${name}` : 'a parameter'
      return `has ${shown}, which is not known (${suggestName(name, names, 'parameters')})`
    }
    const values = known[name]
    if (values !== undefined && !values.includes(value)) return `has a ${name} that is not one of ${values.join(', ')}`
    if (query.getAll(name).length > 1) return `has the parameter ${name} twice`
  }
  return undefined
}

/** The URL of a configured PostgreSQL database as it may be shown; undefined where the database is SQLite's. */
export function describePostgres({ databaseUrl }: { readonly databaseUrl?: string }): string | undefined {
  return databaseUrl === undefined ? undefined : describeDatabaseUrl(databaseUrl)
}

/** The URL as it may be shown: without the password and without the query, which may hold one. */
export function describeDatabaseUrl(text: string): string {
  const { protocol, username, host, pathname, searchParams } = new URL(text)
  const user = username === '' ? '' : `${username}@`
  return `${protocol}//${user}${host || (searchParams.get('host') ?? '')}${pathname}`
}
