import { join } from 'node:path'
import fc from 'fast-check'
import { operations } from '../../packages/gateway/src/operations/registry.ts'
import { createArbitraryPost } from '../../packages/gateway/test/samples/arbitrary-post.ts'
import { createArbitraryRequest } from '../../packages/gateway/test/samples/arbitrary-request.ts'
import { exchange } from '../../packages/gateway/test/samples/exchange-operation.ts'
import { sign } from '../../packages/gateway/test/samples/sign.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { boundTime, type ClaimResult, type Fault } from '../fault.ts'
import { claimDecisions, countDecided } from '../fuzz/decisions.ts'
import { createFuzzJournal, type FuzzJournal } from '../fuzz/fuzz-journal.ts'
import { watchLoopDelay } from '../fuzz/loop-delay.ts'
import { claimAtMost, claimAuditRows, claimLog, claimOrderlyEnd } from '../stand/claims.ts'
import { createInstallation, firstBucket } from '../stand/installation.ts'
import { formatCount } from '../stand/journal.ts'
import { heapReporter, measureLiveHeapMib } from '../stand/live-heap.ts'
import { claimMemory, claimNoConnectionLeft, countFiles, countSockets, watchPeak } from '../stand/process-resources.ts'

/** How many requests are generated at a time. The clients' own event loop is idle between two rounds. */
const roundSize = 400

const clients = 24

/** The minimum at full size. */
const leastBodies = 5000

/** Within this time, the gateway reads, checks and refuses a body of 256 KiB, whatever its content. */
const loopDelayLimitMs = 500

/** Bodies of 256 KiB leave more garbage than plain requests. Memory reaches 510 MiB after a minute, and stays there. */
const memoryLimitMib = 768

/** Requests that no client would send, as bytes, each on its own connection. */
export const fuzz: Fault = {
  name: 'fuzz',
  what: 'random and mutated requests as bytes, with and without bodies',
  async run(size, { progress }) {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
    const durationMs = size === 'short' ? 1000 : Number(process.env.FUZZ_MINUTES ?? 3) * 60_000
    using folder = makeTempDir()
    const heapFile = join(folder.path, 'heap')
    // In the bundle of a test run, the operation could not be added to the registry.
    const offer = new URL('../stand/offer-exchange.ts', import.meta.url).href
    const options = { NODE_OPTIONS: `--import=${heapReporter} --import=${offer}`, LIVE_HEAP_FILE: heapFile }
    await using installation = await createInstallation({ env: { ...options, SIGNPOST_LOG_LEVEL: 'error' } })
    await installation.addCredential('mine', 'my-*')
    await using gateway = await installation.start()
    const { url } = gateway.report
    const { token } = await installation.createToken('fuzz')
    const requests = fc.oneof(
      { weight: 3, arbitrary: createArbitraryRequest(token) },
      { weight: 2, arbitrary: createArbitraryPost([...operations, exchange], token) },
    )
    const journal = createFuzzJournal(url)
    // Modules and files that the gateway loads and opens at the first use are not leaks.
    await runRound(journal, fc.sample(requests, { seed: seed - 1, numRuns: roundSize }), seed)
    const before = { sockets: countSockets(gateway.pid), descriptors: countFiles(gateway.pid) }
    const heapMib = await measureLiveHeapMib(gateway, heapFile)
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
    const leftMib = (await measureLiveHeapMib(gateway, heapFile)) - heapMib
    await sign({ url, token }, { bucket: firstBucket, key_name: 'after' })
    const decided = await countDecided(gateway.report.metrics)
    const exit = await gateway.stop('SIGTERM')
    return [
      journal.claimDocumented(seed),
      ...(size === 'short' ? [] : [claimBodies(journal.bodies)]),
      closed,
      claimAtMost('files and sockets are closed', {
        // Readers of the metrics keep their connections.
        value: descriptors - before.descriptors,
        bound: 2,
        unit: 'more are open',
      }),
      claimMemory(peak, memoryLimitMib),
      // In a short run, memory is still growing to its normal size.
      ...(size === 'short' ? [] : [claimNoGrowth(peak.memoryMib - halfMib)]),
      claimAtMost(`the requests leave nothing in the heap of ${formatCount(heapMib)} MiB`, {
        value: leftMib,
        bound: 10,
        unit: 'MiB more',
      }),
      claimAtMost('no request holds up the event loop', {
        value: loop.gatewayMs,
        // When the machine has no time for the gateway, it has none for the clients either.
        bound: boundTime(size, loopDelayLimitMs) + loop.ownMs,
        unit: 'ms at the longest',
      }),
      claimDecisions(installation, decided),
      await claimAuditRows(installation, journal.signed),
      // The scripted store supports no multipart uploads, and answers with errors.
      claimLog([gateway.logs()], ['store_error']),
      claimOrderlyEnd(exit),
    ]
  },
}

function claimBodies(bodies: number): ClaimResult {
  const claim = `at least ${formatCount(leastBodies)} requests have a body`
  return { claim, holds: bodies >= leastBodies, figure: `${formatCount(bodies)} have one` }
}

/** Claims that memory stops growing. Memory that each request leaks would grow in the second half as in the first one. */
function claimNoGrowth(grownMib: number): ClaimResult {
  const claim = 'memory no longer grows in the second half of the time'
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
