import type { Query } from './query-string.ts'

const spelling = 'key_name/'

/**
 * The published examples of this API also write `key_name/pdfs/report.pdf` where `key_name=pdfs/report.pdf` is meant.
 * Both are accepted: a parameter whose name begins with `key_name/` is the key, unless `key_name` is given as well.
 * Changes the query in place.
 */
export function acceptPublishedSpelling(query: Query): void {
  if (query.key_name !== undefined) return
  for (const name in query) {
    if (!name.startsWith(spelling)) continue
    const value = query[name]
    if (typeof value !== 'string') return
    // An `=` inside the key has split it into name and value.
    query.key_name = name.slice(spelling.length) + (value === '' ? '' : `=${value}`)
    delete query[name]
    return
  }
}
