import type { Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askRepeatedly } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import type { FaultSize } from '../fault.ts'
import { firstBucket } from './installation.ts'
import { createJournal, type Journal } from './journal.ts'

/** Clients that ask for URLs, over connections that they keep, and what they get. */
export interface Load extends AsyncDisposable {
  readonly journal: Journal
  /** Resolves when the requests that are under way have their answers. */
  stop(): Promise<void>
}

/** At full size clients keep the machine busy. In `npm test` other tests want some of it, too. */
const pauseMsOf = { full: 0, short: 100 } as const

/**
 * Starts clients.
 * @param signers whom they ask in turn
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

/** How many ask, how eagerly, and for what. */
export interface LoadOptions {
  readonly size: FaultSize
  readonly clients: number
  /** The bucket of a client's request: the first one of the installation, unless said otherwise. */
  readonly chooseBucket?: (request: number) => string
}
