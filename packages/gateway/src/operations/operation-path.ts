/** How a path parameter travels: in the path, or (the older format) as a query parameter. */
export type UrlFormat = 'new' | 'old'

const parameter = /\{(\w+)\}/g

/** The names of the parameters in an operation's path: `upload_id` in `/awss3/multipart/{upload_id}/parts`. */
export function listPathParams(path: string): string[] {
  return Array.from(path.matchAll(parameter), (match) => match[1] as string)
}

/** Writes a path in the old format, which has no braces: `/awss3/multipart/upload_id/parts`. */
export function dropBraces(path: string): string {
  return path.replaceAll(parameter, '$1')
}

/** Finds the provider that an operation belongs to, which is the first segment of its path: `awss3`. */
export function findProvider(path: string): string {
  return path.split('/')[1] ?? ''
}
