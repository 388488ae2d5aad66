import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseLoadGenerator, type LoadGenerator } from '../load/choose-load-generator.ts'
import { type CorePlan, pinProcess, planCores } from '../measure/cores.ts'
import { startS3Stub } from '../servers/s3-stub.ts'

/** What every measurement over HTTP stands on. */
export interface TestStand {
  readonly cores: CorePlan | undefined
  readonly load: LoadGenerator
  readonly s3Endpoint: string
  /** A new and empty folder that goes away with the stand. */
  makeDir(name: string): string
  /** A file of request targets, as a load generator reads it. @returns its path */
  writeTargets(name: string, targets: readonly string[]): string
  /** A file of a body that a load generator posts. @returns its path */
  writeBody(name: string, body: unknown): string
  /** Calls at the end, the last one first. */
  atEnd(undo: () => void | Promise<void>): void
  close(): Promise<void>
}

/** Sets it up, and moves this process and all that it starts to the core that asks. */
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

/** How the load is laid out, for the note under a table. */
export function describeStand({ cores, load }: TestStand): string {
  if (cores === undefined) return `Load by ${load.name}; nothing is pinned, since there is one core or no taskset.`
  return `Load by ${load.name}. The server has one core, and load generator, PostgreSQL and Redis share another one.`
}
