import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { bundleForNode, type NodeBundle } from '../bundle-for-node.ts'

/** Another way of bundling makes other folders. */
const code = readFileSync(join(import.meta.dirname, '../bundle-for-node.ts'))

/** Bundles to keep in the cache. */
export interface BundlePlan extends NodeBundle {
  /** The beginning of the folder's name. */
  readonly name: 'gateway' | 'libraries'
  /** A hash of what is bundled. Another key makes another folder. */
  readonly key: string
}

/**
 * Makes a folder of bundles, unless it exists. It appears complete, because another run may make it at the same time.
 * @param cache the folder of all these folders
 * @returns the folder
 */
export async function keepBundles(cache: string, plan: BundlePlan): Promise<string> {
  const key = createHash('sha256').update(code).update(plan.key).digest('hex')
  const folder = join(cache, `${plan.name}-${key.slice(0, 16)}`)
  if (existsSync(folder)) {
    markUsed(folder)
    return folder
  }
  const draft = `${folder}.${process.pid}`
  await bundleForNode(draft, plan)
  try {
    renameSync(draft, folder)
  } catch {
    // Another run has made the folder in the meantime.
    rmSync(draft, { recursive: true })
  }
  return folder
}

/** Sets the time of a file or folder of the cache to now, as its last use. */
export function markUsed(place: string): void {
  const now = new Date()
  utimesSync(place, now, now)
}

/** Removes the bundles that no run has started to use for a day. */
export function removeUnused(cache: string): void {
  const dayMs = 86_400_000
  for (const name of readdirSync(cache).filter((one) => /^(gateway|libraries|preload)-/.test(one))) {
    const place = join(cache, name)
    // At this moment, another run may rename its draft or remove the same place.
    const { mtimeMs = Date.now() } = statSync(place, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs < Date.now() - dayMs) rmSync(place, { recursive: true, force: true })
  }
}
