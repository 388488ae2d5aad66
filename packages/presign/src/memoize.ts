interface Entry<First, Second, Result> {
  readonly first: First
  readonly second: Second
  readonly result: Result
}

/**
 * Makes a function that caches what `make` returned for the latest `limit` pairs of arguments. When the cache is full, the
 * oldest result is dropped: a server holds thousands of presigners, so each one must stay small whatever its requests.
 * Exceptions are not cached.
 */
export function memoize<First, Second, Result>(
  limit: number,
  make: (first: First, second: Second) => Result,
): (first: First, second: Second) => Result {
  // A list, newest first. For so few entries it is faster than a `Map`, whose key would have to join both arguments.
  const entries: Entry<First, Second, Result>[] = []
  // Most calls repeat the previous one. With thousands of presigners in turn, not touching the list saves CPU cache misses.
  let recent: Entry<First, Second, Result> | undefined
  return (first, second) => {
    if (recent !== undefined && recent.first === first && recent.second === second) return recent.result
    recent = entries.find((entry) => entry.first === first && entry.second === second)
    if (recent === undefined) {
      recent = { first, second, result: make(first, second) }
      if (entries.length >= limit) entries.pop()
      entries.unshift(recent)
    }
    return recent.result
  }
}
