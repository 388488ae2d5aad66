import { parseArgs } from 'node:util'
import { benchBatch } from './batch/batch-bench.ts'
import { benchGateway } from './gateway/gateway-bench.ts'
import { profileGateway } from './gateway/profile-gateway.ts'
import { describeMachine } from './measure/machine.ts'
import { createProgress, type Progress } from './measure/progress.ts'
import { benchOpenLoop } from './open-loop/open-loop-bench.ts'
import { benchPresign } from './presign/presign-bench.ts'
import { type Part, parts, type Report } from './report/report.ts'
import { formatReport, writeReport } from './report/write-report.ts'
import { benchScale } from './scale/scale-bench.ts'
import { buildGateway } from './servers/signpost.ts'

/**
 * `npm run bench`: measures, prints tables, and writes them with their charts and numbers to `bench/results/`.
 *
 * @example npm run bench
 * @example npm run bench -- presign
 * @example npm run bench -- scale --full
 * @example npm run bench -- profile
 */
async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { full: { type: 'boolean', default: false } },
  })
  const progress = createProgress()
  buildGateway()
  if (positionals[0] === 'profile') {
    const tables = await profileGateway(positionals[1] === 'committed' ? 'committed' : 'buffered', progress)
    process.stdout.write(`\n${tables}`)
    return
  }
  const unknown = positionals.filter((name) => !(parts as readonly string[]).includes(name))
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}; the parts are ${parts.join(', ')}`)
  const machine = describeMachine()
  for (const part of parts) {
    if (positionals.length > 0 && !positionals.includes(part)) continue
    const report = await runPart(part, progress, values.full)
    progress(`${part}: done\n`)
    writeReport(report, machine)
    process.stdout.write(`\n## ${report.title}\n\n${formatReport(report)}`)
  }
}

function runPart(part: Part, progress: Progress, isFull: boolean): Promise<Report> {
  const runs: Record<Part, () => Promise<Report>> = {
    presign: () => benchPresign(progress),
    gateway: () => benchGateway(progress),
    batch: () => benchBatch(progress),
    'open-loop': () => benchOpenLoop(progress),
    scale: () => benchScale(progress, { isFull }),
  }
  return runs[part]()
}

await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
})
