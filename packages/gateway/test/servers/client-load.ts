import type { Signer } from '../samples/sign.ts'
import { askRepeatedly } from './ask-repeatedly.ts'

/** Requests from several concurrent clients, each sending one after the other. */
export interface ClientLoad {
  /** How often each outcome occurred: a status, or the code of an error. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Stops the clients, and lets the requests in flight finish. */
  stop(): Promise<void>
}

/**
 * Asks for signed URLs until it is stopped. Each client pauses briefly after an answer, to leave processor time for the gateways.
 * @param keepAlive whether a client keeps its connection, or opens a new one for each request
 */
export function startLoad(signer: Signer, clients: number, keepAlive: boolean): ClientLoad {
  const outcomes = new Map<string, number>()
  const stop = askRepeatedly({
    clients,
    keepAlive,
    pauseMs: 25,
    choose: () => ({ signer, query: 'bucket=one-bucket&key_name=a.txt' }),
    note({ answer, failure = '' }) {
      const outcome = answer === undefined ? failure : String(answer.status)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    },
  })
  return { outcomes, stop }
}
