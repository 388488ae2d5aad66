import type { Signer } from '../samples/sign.ts'
import { askRepeatedly } from './ask-repeatedly.ts'

/** Requests that come one after the other, from several clients at once. */
export interface ClientLoad {
  /** How often each outcome came: a status, or the code of an error. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Lets the requests that are under way finish. */
  stop(): Promise<void>
}

/**
 * Asks for signed URLs until it is stopped. Each client pauses for a moment after an answer, so that the gateways have some of the machine.
 * @param keepAlive whether a client keeps its connection, or takes a new one for each request
 */
export function startLoad(signer: Signer, clients: number, keepAlive: boolean): ClientLoad {
  const outcomes = new Map<string, number>()
  const stop = askRepeatedly({
    clients,
    keepAlive,
    pauseMs: 10,
    choose: () => ({ signer, query: 'bucket=one-bucket&key_name=a.txt' }),
    note({ answer, failure = '' }) {
      const outcome = answer === undefined ? failure : String(answer.status)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    },
  })
  return { outcomes, stop }
}
