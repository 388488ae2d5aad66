/**
 * Makes a function that remembers what `make` returned for the latest `limit` pairs of arguments. When it is full, the
 * oldest result makes room: a server holds thousands of presigners, so each one has to stay small whatever it is asked
 * for. What `make` throws is not remembered.
 *
 * It searches a list, newest first. For the few entries kept here that is faster than a `Map`, which would need the two
 * arguments joined into one key.
 */
export function memoize<First, Second, Result>(
  limit: number,
  make: (first: First, second: Second) => Result,
): (first: First, second: Second) => Result {
  const entries: { readonly first: First; readonly second: Second; readonly result: Result }[] = []
  return (first, second) => {
    for (const entry of entries) {
      if (entry.first === first && entry.second === second) return entry.result
    }
    const result = make(first, second)
    if (entries.length >= limit) entries.pop()
    entries.unshift({ first, second, result })
    return result
  }
}
