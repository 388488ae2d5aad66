/** Longest path that is logged. */
const maxLength = 200

/**
 * A path as it may stand in the log. Somebody may have put a token into it, which has 36 characters: segments that are
 * long, or not plain text, are shown as `…`. Every path of ours is shown whole.
 * @param path without the query
 */
export function describePath(path: string): string {
  const shown = path.split('/').map((segment) => (/^[\w.~-]{0,24}$/.test(segment) ? segment : '…'))
  return shown.join('/').slice(0, maxLength)
}
