import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { PluginOption } from 'vite'

const repository = join(import.meta.dirname, '../..')

/** What is bundled for Node. */
export interface BundlePlan {
  /** What the folder's name begins with. */
  readonly name: 'gateway' | 'libraries'
  /** Another one makes another folder: a hash of what is bundled, and how. */
  readonly key: string
  /** Files or specifiers that processes begin with, by the names of their bundles. */
  readonly entries: Readonly<Record<string, string>>
  /** Packages that are bundled, too; `true` is all of them. */
  readonly noExternal: true | (string | RegExp)[]
  readonly plugins: PluginOption[]
}

/**
 * Makes a folder of bundles, `ENTRY.mjs` of each entry and what is common to them in files beside, unless it is there. It appears as a
 * whole: another run may make it at the same time.
 * @param cache folder of the folders
 * @returns the folder
 */
export async function keepBundles(cache: string, plan: BundlePlan): Promise<string> {
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(plan.key)
    .digest('hex')
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
    // Another run has made it meanwhile.
    rmSync(draft, { recursive: true })
  }
  return folder
}

async function bundleForNode(folder: string, { entries, noExternal, plugins }: BundlePlan): Promise<void> {
  // Loaded here: most runs find what a former one has made.
  const { build } = await import('vite')
  await build({
    configFile: false,
    logLevel: 'error',
    root: repository,
    plugins,
    ssr: { noExternal },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      target: 'node24',
      rollupOptions: {
        input: entries,
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}

/** Makes the time of something in the cache that of its last use. */
export function markUsed(place: string): void {
  const now = new Date()
  utimesSync(place, now, now)
}

/** Removes the bundles that no run has begun to use for a day. */
export function removeUnused(cache: string): void {
  const dayMs = 86_400_000
  for (const name of readdirSync(cache).filter((one) => /^(gateway|libraries|preload)-/.test(one))) {
    const place = join(cache, name)
    // Another run may rename its draft, or remove the same place, at this moment.
    const { mtimeMs = Date.now() } = statSync(place, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs < Date.now() - dayMs) rmSync(place, { recursive: true, force: true })
  }
}
