import type { Fault } from './fault.ts'

/** Why a fault cannot be brought about on this machine, even with all programs that it needs; undefined when it can. */
export function findObstacle({ findObstacle: findOwn }: Fault): string | undefined {
  return process.platform === 'linux' ? findOwn?.() : 'processes are looked at as Linux shows them, in /proc'
}
