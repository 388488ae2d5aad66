import { fileURLToPath } from 'node:url'
import type { ClaimResult, Fault } from '../fault.ts'
import { findSmallDiskObstacle, runOnSmallDisk } from '../stand/small-disk.ts'

const script = fileURLToPath(new URL('./disk-full-process.ts', import.meta.url))

/** The disk of the data directory is full, and is made room on. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'the disk of the data directory fills up under load, and somebody makes room',
  findObstacle: findSmallDiskObstacle,
  run: (size, { progress }) => runOnSmallDisk<ClaimResult[]>('48m', { script, args: [size], onProgress: progress }),
}
