import fc from 'fast-check'
import { operations } from '../../packages/gateway/src/operations/registry.ts'
import { createArbitraryPost } from '../../packages/gateway/test/samples/arbitrary-post.ts'
import { createArbitraryRequest } from '../../packages/gateway/test/samples/arbitrary-request.ts'
import { exchange } from '../../packages/gateway/test/samples/exchange-operation.ts'
import { sign } from '../../packages/gateway/test/samples/sign.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import type { ClaimResult, Fault } from '../fault.ts'
import { claimDecisions, countDecided } from '../fuzz/decisions.ts'
import { createFuzzJournal, type FuzzJournal } from '../fuzz/fuzz-journal.ts'
import { watchLoopDelay } from '../fuzz/loop-delay.ts'
import { claimAtMost, claimAuditRows, claimLog, claimOrderlyEnd } from '../stand/claims.ts'
import { createInstallation, firstBucket } from '../stand/installation.ts'
import { formatCount } from '../stand/journal.ts'
import { allowHeapSnapshots, measureLiveHeapMib } from '../stand/live-heap.ts'
import { claimMemory, claimNoConnectionLeft, countFiles, countSockets, watchPeak } from '../stand/process-resources.ts'

/** Requests that are made up at once. Between two rounds the clients' own event loop has a rest. */
const roundSize = 400

const clients = 24

/** Of a run at full size. */
const leastBodies = 5000

/** A body of 256 KiB is read, checked and refused within it, whatever is in it. */
const loopDelayLimitMs = 500

/** Bodies of 256 KiB leave more garbage than plain requests do; after a minute it comes to 510 MiB, and stays there. */
const memoryLimitMib = 768

/** Requests that nobody would send, as bytes, over connections of their own. */
export const fuzz: Fault = {
  name: 'fuzz',
  what: 'random and mutated requests, with bodies and without, as bytes',
  async run(size, { progress }) {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
    const durationMs = size === 'short' ? 1000 : Number(process.env.FUZZ_MINUTES ?? 3) * 60_000
    using folder = makeTempDir()
    const snapshots = allowHeapSnapshots(folder.path).NODE_OPTIONS
    const preload = new URL('../stand/offer-exchange.ts', import.meta.url).href
    await using installation = await createInstallation({
      env: { NODE_OPTIONS: `${snapshots} --import=${preload}`, SIGNPOST_LOG_LEVEL: 'error' },
    })
    await installation.addCredential('mine', 'my-*')
    await using gateway = await installation.start()
    const { url } = gateway.report
    const { token } = await installation.createToken('fuzz')
    const requests = fc.oneof(
      { weight: 3, arbitrary: createArbitraryRequest(token) },
      { weight: 2, arbitrary: createArbitraryPost([...operations, exchange], token) },
    )
    const journal = createFuzzJournal(url)
    // What is loaded and opened at the first use is no leak.
    await runRound(journal, fc.sample(requests, { seed: seed - 1, numRuns: roundSize }), seed)
    const before = { sockets: countSockets(gateway.pid), descriptors: countFiles(gateway.pid) }
    const heapMib = await measureLiveHeapMib(gateway, folder.path)
    const peak = watchPeak(gateway.pid)
    const delay = await watchLoopDelay(gateway.report.metrics)
    const startedAt = performance.now()
    let halfMib = Number.POSITIVE_INFINITY
    for (let round = 0; performance.now() < startedAt + durationMs; round++) {
      if (performance.now() < startedAt + durationMs / 2) halfMib = peak.memoryMib
      progress(`seed ${seed}, round ${round}: ${formatCount(journal.sent)} requests`)
      await runRound(journal, fc.sample(requests, { seed: seed + round, numRuns: roundSize }), seed)
    }
    const loop = await delay.stop()
    peak.stop()
    const closed = await claimNoConnectionLeft(gateway, before.sockets)
    const descriptors = countFiles(gateway.pid)
    const leftMib = (await measureLiveHeapMib(gateway, folder.path)) - heapMib
    await sign({ url, token }, { bucket: firstBucket, key_name: 'after' })
    const decided = await countDecided(gateway.report.metrics)
    const exit = await gateway.stop('SIGTERM')
    return [
      journal.claimDocumented(seed),
      ...(size === 'short' ? [] : [claimBodies(journal.bodies)]),
      closed,
      claimAtMost('files and sockets are given back', {
        // The reader of the metrics may keep its connection.
        value: descriptors - before.descriptors,
        bound: 2,
        unit: 'more are open',
      }),
      claimMemory(peak, memoryLimitMib),
      // Within seconds it is still on its way there.
      ...(size === 'short' ? [] : [claimNoGrowth(peak.memoryMib - halfMib)]),
      claimAtMost(`nothing of them stays in the heap of ${formatCount(heapMib)} MiB`, {
        value: leftMib,
        bound: 10,
        unit: 'MiB more',
      }),
      claimAtMost('no request holds up the event loop', {
        value: loop.gatewayMs,
        // Where the machine has no time for the gateway, it has none for the clients either.
        bound: loopDelayLimitMs + loop.ownMs,
        unit: 'ms at the longest',
      }),
      claimDecisions(installation, decided),
      await claimAuditRows(installation, journal.signed),
      // The store that it reads from knows no uploads in parts, and says so.
      claimLog([gateway.logs()], ['store_error']),
      claimOrderlyEnd(exit),
    ]
  },
}

function claimBodies(bodies: number): ClaimResult {
  const claim = `at least ${formatCount(leastBodies)} of them have a body`
  return { claim, holds: bodies >= leastBodies, figure: `${formatCount(bodies)} have one` }
}

/** What is kept of each request would show in the second half as in the first one. */
function claimNoGrowth(grownMib: number): ClaimResult {
  const claim = 'in the second half of the time memory grows no more'
  return claimAtMost(claim, { value: grownMib, bound: 64, unit: 'MiB more' })
}

async function runRound(journal: FuzzJournal, requests: readonly string[], seed: number): Promise<void> {
  let next = 0
  async function work(): Promise<void> {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      await journal.send(request, seed)
    }
  }
  await Promise.all(Array.from({ length: clients }, work))
}
