import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { autocannon } from './autocannon.ts'
import type { GenerateLoad } from './load-result.ts'
import { wrk } from './wrk.ts'

/** A load generator and what to call it. */
export interface LoadGenerator {
  readonly name: string
  readonly generate: GenerateLoad
}

/** `wrk`, installed where that is possible; else `autocannon`, which is here but tires sooner than a fast server. */
export function chooseLoadGenerator(): LoadGenerator {
  if (!hasProgram('wrk') && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'wrk'], { stdio: 'ignore', env })
  }
  return hasProgram('wrk') ? { name: 'wrk', generate: wrk } : { name: 'autocannon', generate: autocannon }
}

/** Whether a program can be started. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
}
