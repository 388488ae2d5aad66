import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseLoadGenerator, type LoadGenerator } from '../load/choose-load-generator.ts'
import { type CorePlan, pinProcess, planCores } from '../measure/cores.ts'
import { startS3Stub } from '../servers/s3-stub.ts'

/** What every measurement over HTTP needs. */
export interface TestStand {
  readonly cores: CorePlan | undefined
  readonly load: LoadGenerator
  readonly s3Endpoint: string
  /** Creates an empty folder, which is deleted with the stand. */
  makeDir(name: string): string
  /** Writes a file of request targets for a load generator. @returns its path */
  writeTargets(name: string, targets: readonly string[]): string
  /** Writes a file with a body for a load generator to post. @returns its path */
  writeBody(name: string, body: unknown): string
  /** Adds a function to call at the end. The last one added is called first. */
  atEnd(undo: () => void | Promise<void>): void
  close(): Promise<void>
}

/** Sets up the stand, and moves this process, with all processes that it starts, to the core of the load generator. */
export async function setUpTestStand(): Promise<TestStand> {
  const cores = planCores()
  if (cores !== undefined) pinProcess(process.pid, cores.load)
  const dir = mkdtempSync(join(tmpdir(), 'signpost-bench-'))
  const s3 = await startS3Stub()
  const undo: (() => void | Promise<void>)[] = [() => rmSync(dir, { recursive: true, force: true }), () => s3.close()]
  return {
    cores,
    load: chooseLoadGenerator(),
    s3Endpoint: s3.endpoint,
    makeDir(name) {
      return mkdtempSync(join(dir, `${name}-`))
    },
    writeTargets(name, targets) {
      const path = join(dir, `${name}.txt`)
      writeFileSync(path, `${targets.join('\n')}\n`)
      return path
    },
    writeBody(name, body) {
      const path = join(dir, `${name}.json`)
      writeFileSync(path, JSON.stringify(body))
      return path
    },
    atEnd(step) {
      undo.push(step)
    },
    async close() {
      for (const step of undo.splice(0).reverse()) await step()
    },
  }
}

/** Describes how cores are used, for the note under a table. */
export function describeStand({ cores, load }: TestStand): string {
  if (cores === undefined)
    return `Load by ${load.name}. Nothing is pinned, because there is only one core, or no taskset.`
  return `Load by ${load.name}. The server has one core; the load generator, PostgreSQL and Redis share another one.`
}
