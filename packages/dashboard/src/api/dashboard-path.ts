/** The path of the dashboard. */
export const basePath = '/dashboard'

/**
 * Returns the page to open after signing in. It must be one of the dashboard, because a stranger's link can name any other.
 * @param next a path, from the address of the sign-in page
 * @param origin the page's origin
 */
export function toDashboardPath(next: string | undefined, origin: string): string {
  if (next === undefined || !URL.canParse(next, origin)) return basePath
  const url = new URL(next, origin)
  const isOurs = url.origin === origin && (url.pathname === basePath || url.pathname.startsWith(`${basePath}/`))
  return isOurs ? url.pathname + url.search + url.hash : basePath
}
