import { readdir, readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/app-error.ts'
import { type Coding, keep, type Representation, tag } from './representation.ts'

/** The media types of the files that Vite builds. */
const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A file that the page loads. Its name contains a hash of its contents. */
export interface DashboardAsset {
  readonly contentType: string
  read(coding: Coding | 'identity'): Promise<Representation>
}

/** The built dashboard. */
export interface DashboardFiles {
  readonly template: string
  /** The files, by name. */
  readonly assets: ReadonlyMap<string, DashboardAsset>
}

/**
 * Reads the page and the names of its files. Each file is read at its first request, because most gateways never get one, and
 * then stays in memory.
 * @throws AppError `unavailable` when the dashboard has not been built
 */
export async function openDashboardFiles(): Promise<DashboardFiles> {
  try {
    const page = fileURLToPath(import.meta.resolve('@signpost/dashboard/index.html'))
    const folder = join(dirname(page), 'assets')
    const names = await readdir(folder)
    const assets = names.flatMap((name): [string, DashboardAsset][] => {
      const contentType = contentTypes[extname(name)]
      return contentType === undefined ? [] : [[name, openAsset(join(folder, name), contentType)]]
    })
    return { template: await readFile(page, 'utf8'), assets: new Map(assets) }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'ERR_MODULE_NOT_FOUND') throw cause
    const message = 'The dashboard has not been built: run `npm run prepare` where the gateway is installed.'
    throw new AppError('unavailable', { message, cause })
  }
}

function openAsset(path: string, contentType: string): DashboardAsset {
  const open = (extension: string) => keep(async () => tag(await readFile(path + extension).catch(refuseMissing)))
  const readers = { identity: open(''), gzip: open('.gz'), br: open('.br') }
  return { contentType, read: (coding) => readers[coding]() }
}

function refuseMissing(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT') throw cause
  const message = 'The dashboard was rebuilt after the gateway had started: restart the gateway.'
  throw new AppError('unavailable', { message, cause })
}
