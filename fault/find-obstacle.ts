import type { Fault } from './fault.ts'

/** Finds out why a fault cannot be caused on this machine, even with all required programs; undefined if it can. */
export function findObstacle({ findObstacle: findOwn }: Fault): string | undefined {
  return process.platform === 'linux' ? findOwn?.() : 'processes are looked at as Linux shows them, in /proc'
}
