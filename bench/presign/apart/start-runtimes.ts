import { globSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from '../../measure/install-packages.ts'
import { type Absence, beginOrMiss } from '../../report/absence.ts'
import { cleanEnvironment } from '../../servers/spawn-server.ts'
import type { Contestant } from '../contestant.ts'
import { aws4fetch } from '../contestants/aws4fetch.ts'
import { bunS3Client } from '../contestants/bun-s3-client.ts'
import type { Runner } from '../runner.ts'
import { runApart } from './run-apart.ts'

interface Plan {
  readonly name: string
  readonly contestant: Contestant
  /** The runtime's path among the packages; each platform has its own package. */
  readonly program: string
  readonly args: readonly string[]
  /** The script that lets the contestant answer orders. */
  readonly script: string
}

const plans: readonly Plan[] = [
  {
    name: bunS3Client.name,
    contestant: bunS3Client,
    program: '@oven/bun-*/bin/bun',
    args: ['run'],
    script: 'in-bun.ts',
  },
  {
    name: `Deno: ${aws4fetch.name}`,
    contestant: aws4fetch,
    program: '@deno/*/deno',
    args: ['run', '--no-prompt', '--no-lock', '--no-remote'],
    script: 'in-deno.ts',
  },
]

/** Installs the runtimes where that is possible, and starts the contestants in them. */
export async function startRuntimes(): Promise<{
  readonly runners: readonly (Runner & Disposable)[]
  readonly absences: readonly Absence[]
}> {
  const runners: (Runner & Disposable)[] = []
  const absences: Absence[] = []
  for (const plan of plans) {
    await beginOrMiss(absences, plan.name, async () => {
      runners.push(await start(plan))
    })
  }
  return { runners, absences }
}

async function start({ name, contestant, program, args, script }: Plan): Promise<Runner & Disposable> {
  const dir = await installPackages('runtimes')
  const [found] = globSync(program, { cwd: join(dir, 'node_modules') })
  if (found === undefined) throw new Error(`npm has no ${program} for ${process.platform} on ${process.arch}`)
  const command = [join(dir, 'node_modules', found), ...args, join(import.meta.dirname, script)]
  // DENO_DIR is where Deno caches compiled code.
  const env = cleanEnvironment({ DENO_DIR: join(dir, 'deno'), DENO_NO_UPDATE_CHECK: '1' })
  return runApart({ name, hasOwnClock: contestant.hasOwnClock ?? false, command, env })
}
