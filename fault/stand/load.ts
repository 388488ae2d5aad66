import type { Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askRepeatedly } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import type { FaultSize } from '../fault.ts'
import { firstBucket } from './installation.ts'
import { createJournal, type Journal } from './journal.ts'

/** Clients that ask for URLs over kept connections, and their answers. */
export interface Load extends AsyncDisposable {
  readonly journal: Journal
  /** Stops the clients, and resolves when the requests in flight have their answers. */
  stop(): Promise<void>
}

/** At full size, clients keep the machine busy. In `npm test`, they leave time for other tests. */
const pauseMsOf = { full: 0, short: 100 } as const

/**
 * Starts clients.
 * @param signers the gateways and tokens that they use in turn
 */
export function startLoad(
  signers: readonly Signer[],
  { size, clients, chooseBucket = () => firstBucket }: LoadOptions,
): Load {
  const journal = createJournal()
  const stop = askRepeatedly({
    clients,
    keepAlive: true,
    pauseMs: pauseMsOf[size],
    choose: (client, request) => ({
      signer: signers[(client + request) % signers.length] as Signer,
      query: `bucket=${chooseBucket(request)}&key_name=files/${client}/${request}`,
    }),
    note: journal.note,
  })
  return { journal, stop, [Symbol.asyncDispose]: stop }
}

/** The number of clients, their pauses, and their buckets. */
export interface LoadOptions {
  readonly size: FaultSize
  readonly clients: number
  /** Chooses the bucket of a client's request; by default the first bucket of the installation. */
  readonly chooseBucket?: (request: number) => string
}
