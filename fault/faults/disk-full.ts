import { fileURLToPath } from 'node:url'
import type { ClaimResult, Fault } from '../fault.ts'
import { findSmallDiskObstacle, runOnSmallDisk } from '../stand/small-disk.ts'

const script = fileURLToPath(new URL('./disk-full-process.ts', import.meta.url))

/** The disk of the data directory fills up, and is freed again. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'the disk of the data directory fills up under load, and is freed again',
  findObstacle: findSmallDiskObstacle,
  run: (size, { progress }) => runOnSmallDisk<ClaimResult[]>('48m', { script, args: [size], onProgress: progress }),
}
