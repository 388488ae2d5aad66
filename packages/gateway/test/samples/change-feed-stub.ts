import type { ChangeFeed } from '../../src/core/ports.ts'

/** A change feed that speaks when the test says so. */
export interface ChangeFeedStub extends ChangeFeed {
  speak(): void
}

/** Makes a change feed that is silent until {@link ChangeFeedStub.speak}. */
export function createChangeFeedStub(): ChangeFeedStub {
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    speak() {
      for (const listener of listeners) listener()
    },
  }
}
