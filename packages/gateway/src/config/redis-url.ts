/** @returns what is wrong with the URL of a Redis or Valkey server, or undefined when nothing is; never repeats the URL */
export function findRedisUrlProblem(text: string): string | undefined {
  const grammar =
    'write redis://user:password@host:6379, or rediss:// for TLS, with special characters of the password percent-encoded'
  if (!URL.canParse(text)) return `is not a URL: ${grammar}`
  const { protocol, hostname, username, password, pathname } = new URL(text)
  if (protocol !== 'redis:' && protocol !== 'rediss:') return `is not the URL of a Redis server: ${grammar}`
  if (hostname === '') return `names no host: ${grammar}`
  if (!/^(\/\d{0,4})?$/.test(pathname)) return `has a path that is not the number of a database: ${grammar}`
  try {
    decodeURIComponent(username)
    decodeURIComponent(password)
    return undefined
  } catch {
    return `has a % that stands for nothing: ${grammar}`
  }
}
