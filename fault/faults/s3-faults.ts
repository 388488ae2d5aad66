import { setTimeout as sleep } from 'node:timers/promises'
import { type Signer, sign } from '../../packages/gateway/test/samples/sign.ts'
import { answerListing } from '../../packages/gateway/test/servers/scripted-s3.ts'
import { boundTime, type ClaimResult, type Fault, type FaultSize } from '../fault.ts'
import { claimAuditRows, claimLog, claimOrderlyEnd } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { findLongestMs, formatCount, formatOutcomes, type NotedAnswer, signedOutcome } from '../stand/journal.ts'
import { type Load, startLoad } from '../stand/load.ts'
import { type S3Fault, s3Faults } from '../stand/lying-s3.ts'
import { claimMemory, watchPeak } from '../stand/process-resources.ts'

/** The number of buckets for each fault. The first use of each bucket asks S3. */
const bucketsOfEach = 5

/** The first use of a bucket waits for S3, 2 s at most. */
const longestWaitMs = 3500

/** The gateway asks S3 again 15 s after a bad answer. */
const recoveryLimitMs = 20_000

/** S3 fails in every way at once. Each way has its own buckets and credential. */
export const s3Outage: Fault = {
  name: 's3',
  what: 'the S3 server hangs, cuts connections and lies, and recovers',
  async run(size, { progress }) {
    await using installation = await createInstallation()
    // The gateway asks S3 nothing with a credential whose S3 is away, so each outage has its own credential.
    const outages = s3Faults.filter(({ isOutage }) => isOutage)
    await Promise.all(outages.map(({ name }) => installation.addCredential(name, `${name}-*`)))
    const { token } = await installation.createToken('load')
    await using gateway = await installation.start()
    const signer = { url: gateway.report.url, token }
    beginFaults(installation)
    const peak = watchPeak(gateway.pid)
    progress('every fault at once')
    await using clients = new AsyncDisposableStack()
    const loads = s3Faults.map((fault) => clients.use(startLoadOn(signer, fault, size)))
    await sleep(size === 'full' ? 40_000 : 2500)
    await Promise.all(loads.map((load) => load.stop()))
    peak.stop()
    const asked = s3Faults.map((fault) => countQuestions(installation, fault))
    installation.s3.answerWith(answerListing())
    progress('S3 is well again')
    const healedAt = performance.now()
    const recoveries = await Promise.all(s3Faults.map((fault) => measureHealing(signer, fault, healedAt)))
    const answers = loads.flatMap(({ journal }) => journal.answers)
    return [
      ...s3Faults.map((fault, index) =>
        claimBehaviour(fault, boundTime(size, longestWaitMs), {
          answers: loads[index]?.journal.answers ?? [],
          endpoint: installation.s3.endpoint,
          asked: asked[index] ?? 0,
          recoveryMs: recoveries[index],
        }),
      ),
      claimMemory(peak),
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
      claimOrderlyEnd(await gateway.stop('SIGTERM')),
    ]
  },
}

function nameBucket({ name, isOutage }: S3Fault, index: number): string {
  return `${isOutage ? '' : 'first-'}${name}-${index % bucketsOfEach}`
}

function startLoadOn(signer: Signer, fault: S3Fault, size: FaultSize): Load {
  return startLoad([signer], { size, clients: 2, chooseBucket: (request) => nameBucket(fault, request) })
}

/** Makes S3 fail. The bucket in the path selects the fault. */
function beginFaults({ s3 }: Installation): void {
  s3.answerWith((request, response) => {
    const name = /(\w+)-\d/.exec(request.url ?? '')?.[1]
    const script = s3Faults.find((fault) => fault.name === name)?.script ?? answerListing()
    script(request, response)
  })
}

function countQuestions({ s3 }: Installation, fault: S3Fault): number {
  const buckets = Array.from({ length: bucketsOfEach }, (_, index) => ` /${nameBucket(fault, index)}?`)
  return s3.requests.filter((request) => buckets.some((bucket) => request.includes(bucket))).length
}

/** Measures the time until every bucket is signed for without a warning. @returns undefined when that takes too long */
async function measureHealing(signer: Signer, fault: S3Fault, since: number): Promise<number | undefined> {
  for (let index = 0; index < bucketsOfEach; ) {
    const { warnings } = await sign(signer, { bucket: nameBucket(fault, index), key_name: 'recovery' })
    if (warnings === undefined) index++
    else if (performance.now() - since > recoveryLimitMs) return undefined
    else await sleep(100)
  }
  return performance.now() - since
}

interface Behaviour {
  readonly answers: readonly NotedAnswer[]
  readonly endpoint: string
  readonly asked: number
  readonly recoveryMs: number | undefined
}

/** Claims that every request is signed soon and for the right host, with a warning if the fault calls for one. */
function claimBehaviour(
  fault: S3Fault,
  boundMs: number,
  { answers, endpoint, asked, recoveryMs }: Behaviour,
): ClaimResult {
  const longestMs = findLongestMs(answers)
  const signed = answers.flatMap((answer) => (answer.signed === undefined ? [] : [answer.signed]))
  const strays = signed.filter(({ origin }) => origin !== endpoint).length
  const warned = signed.filter(({ isWarned }) => isWarned).length
  const isRight =
    answers.length > 0 &&
    answers.every(({ outcome }) => outcome === signedOutcome) &&
    strays === 0 &&
    warned === (fault.isWarned ? signed.length : 0)
  const recovery = recoveryMs === undefined ? 'NEVER WELL AGAIN' : `well after ${formatCount(recoveryMs)} ms`
  return {
    claim: `S3 ${fault.what}: requests are still signed, ${fault.isWarned ? 'with a warning' : 'without a warning'}`,
    holds: isRight && longestMs <= boundMs && recoveryMs !== undefined,
    figure: `${formatOutcomes(answers)} (${formatCount(warned)} warned, ${strays} for another host), longest wait ${formatCount(longestMs)} ms, S3 asked ${asked} times, ${recovery}`,
  }
}
