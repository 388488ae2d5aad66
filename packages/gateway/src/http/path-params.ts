import type { Query } from './query-string.ts'

/**
 * Puts the parameters of the path, which the router has decoded strictly, among those of the query. One that is given in
 * both becomes a list, which the gate refuses like every other parameter that is given twice. Changes the query in place.
 */
export function addPathParams(query: Query, pathParams: Readonly<Record<string, string>>): void {
  for (const [name, inPath] of Object.entries(pathParams)) {
    const inQuery = query[name]
    query[name] = inQuery === undefined ? inPath : [inPath, ...[inQuery].flat()]
  }
}
