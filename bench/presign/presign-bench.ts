import type { Progress } from '../measure/progress.ts'
import type { Report } from '../report/report.ts'
import { startRuntimes } from './apart/start-runtimes.ts'
import { awsSdk } from './contestants/aws-sdk.ts'
import { aws4 } from './contestants/aws4.ts'
import { aws4fetch } from './contestants/aws4fetch.ts'
import { floor, v2Floor } from './contestants/floor.ts'
import { leanS3 } from './contestants/lean-s3.ts'
import { minio } from './contestants/minio.ts'
import { signpost, signpostV2 } from './contestants/signpost.ts'
import { smithy } from './contestants/smithy.ts'
import { type CaseResult, reportPresign } from './presign-report.ts'
import { type Runner, runHere } from './runner.ts'
import { type SigningCase, signingCases, v2Cases } from './signing-case.ts'
import { timeContestants } from './time-contestants.ts'
import { findDifference } from './verify-signatures.ts'

const peers = [awsSdk, smithy, minio, leanS3, aws4fetch, aws4]
const timing = { rounds: 9, sliceMs: 60, warmUpMs: 400 }

/** `bench/presign`: how long a URL takes, compared with the libraries that people sign with today. */
export async function benchPresign(progress: Progress): Promise<Report> {
  progress('presign: starting Bun and Deno')
  const { runners: apart, absences } = await startRuntimes()
  using stack = new DisposableStack()
  for (const runner of apart) stack.use(runner)
  const [ours, bare] = [runHere(signpost), runHere(floor)]
  const others = [...peers.map(runHere), ...apart]

  const run = async (runners: readonly Runner[], signingCase: SigningCase): Promise<CaseResult> => {
    progress(`presign: ${signingCase.name}`)
    return { signingCase, rounds: await timeContestants(runners, signingCase, timing) }
  }

  const results: CaseResult[] = []
  const exclusions: string[] = []
  for (const signingCase of signingCases) {
    const comparable: Runner[] = []
    for (const runner of others) {
      const difference = await findDifference(runner, signingCase.request)
      if (difference === undefined) comparable.push(runner)
      else exclusions.push(`${runner.name} in "${signingCase.name}" (${difference})`)
    }
    results.push(await run([ours, ...comparable, bare], signingCase))
  }
  const v2Results: CaseResult[] = []
  for (const signingCase of v2Cases) v2Results.push(await run([signpostV2, v2Floor].map(runHere), signingCase))
  const apartNames = apart.map(({ name }) => name)
  const names = [ours, ...others, bare].map(({ name }) => name)
  return reportPresign({ names, results, v2Results, apartNames, absences, exclusions })
}
