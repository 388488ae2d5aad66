/** Where the page is. */
export const basePath = '/dashboard'

/**
 * The place that somebody came from before signing in, if it is one of the dashboard: whoever made the link may have written anything.
 * @param next a path, as the address of the sign-in page has it
 * @param origin of the page
 */
export function toDashboardPath(next: string | undefined, origin: string): string {
  if (next === undefined || !URL.canParse(next, origin)) return basePath
  const url = new URL(next, origin)
  const isOurs = url.origin === origin && (url.pathname === basePath || url.pathname.startsWith(`${basePath}/`))
  return isOurs ? url.pathname + url.search + url.hash : basePath
}
