import type { DecidedEvents, RequestObserver, UnroutedRequest } from '../../src/core/request-observer.ts'

/** An observer that keeps what it is told. */
export interface ObserverStub extends RequestObserver {
  readonly decisions: { readonly events: DecidedEvents; readonly durationMs: number; readonly fault: unknown }[]
  readonly strays: { readonly stray: UnroutedRequest; readonly fault: unknown }[]
}

/** An observer that was not told of anything yet. */
export function createObserverStub(): ObserverStub {
  const decisions: ObserverStub['decisions'] = []
  const strays: ObserverStub['strays'] = []
  return {
    decisions,
    strays,
    decided: (events, durationMs, fault) => void decisions.push({ events, durationMs, fault }),
    unrouted: (stray, fault) => void strays.push({ stray, fault }),
  }
}
