/**
 * Puts an entry into a map that must not grow beyond `limit`: the oldest entry makes room. A server holds thousands of
 * presigners, so what each one remembers has to stay small whatever it is asked for.
 */
export function setBounded<Key, Value>(map: Map<Key, Value>, limit: number, [key, value]: [Key, Value]): void {
  if (map.size >= limit) {
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  }
  map.set(key, value)
}
