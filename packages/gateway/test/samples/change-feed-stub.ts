import type { ChangeFeed } from '../../src/core/ports.ts'

/** A change feed that reports changes when the test says so. */
export interface ChangeFeedStub extends ChangeFeed {
  /** Reports a change. @param accountId the account that changed; without it, any account may have changed */
  speak(accountId?: string): void
}

/** Makes a change feed that is silent until {@link ChangeFeedStub.speak}. */
export function createChangeFeedStub(): ChangeFeedStub {
  const listeners = new Set<Parameters<ChangeFeed['subscribe']>[0]>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    speak(accountId) {
      for (const listener of listeners) listener(accountId)
    },
  }
}
