import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** The machine that the numbers were measured on, without anything that identifies the machine or its owner. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGib: number
  readonly system: string
  readonly node: string
  readonly openssl: string
  /** `2026-01-31`. */
  readonly measuredOn: string
}

/** Describes this machine. */
export function describeMachine(): Machine {
  const all = cpus()
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${readDistribution()}, ${process.platform} ${release()}, ${process.arch}`,
    node: process.versions.node,
    openssl: process.versions.openssl,
    measuredOn: new Date().toISOString().slice(0, 10),
  }
}

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
function readDistribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown'
  } catch {
    return 'unknown'
  }
}
