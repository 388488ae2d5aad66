import { toAppError } from '../../src/core/app-error.ts'
import type { MaybePromise } from '../../src/core/maybe-promise.ts'
import type { Decision } from '../../src/gate/decision.ts'
import type { Gate, GateRequest } from '../../src/gate/gate.ts'
import type { Operation } from '../../src/operations/operation.ts'

/** Answers a request at a stub gate: returns a result, or throws the error of a refusal. */
export type Answer = (request: GateRequest, operation: Operation) => MaybePromise<Readonly<Record<string, unknown>>>

/** A gate without anything behind it. */
export function createGateStub(answer: Answer): Gate {
  return {
    bind: (operation) => async (request) => decide(() => answer(request, operation)),
    identify: async () => ({ token: undefined, rates: [], refusal: undefined }),
  }
}

async function decide(answer: () => MaybePromise<Readonly<Record<string, unknown>>>): Promise<Decision> {
  const event = { at: 0, requestId: '', clientAddress: '', operation: '', outcome: 'allowed', status: 200 } as const
  const nothing = { warnings: [], events: [event], rates: [] } as const
  try {
    return { ...nothing, result: await answer() }
  } catch (thrown) {
    return { ...nothing, error: toAppError(thrown) }
  }
}
