import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/app-error.ts'
import type { StaticDocument } from '../core/static-document.ts'

/**
 * The files that web pages of any origin load from the gateway: `@signpost/client` and its `<signpost-upload>`, each as one file.
 * They are public, so every page may load them (Fetch standard, section 3.3; a script with `integrity` needs CORS), whichever
 * origins may call the API.
 */
export const browserFiles: readonly StaticDocument[] = [
  describeFile('/client.js', () => import.meta.resolve('@signpost/client/browser')),
  describeFile('/element.js', () => import.meta.resolve('@signpost/client/element/browser')),
]

function describeFile(path: string, resolve: () => string): StaticDocument {
  return {
    path,
    contentType: 'text/javascript; charset=utf-8',
    body: () => readModule(path, resolve),
    headers: {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      // Unlike other documents, these do not vary by origin.
      vary: 'accept-encoding',
    },
    isVersioned: true,
  }
}

async function readModule(path: string, resolve: () => string): Promise<Buffer> {
  try {
    return await readFile(fileURLToPath(resolve()))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'ERR_MODULE_NOT_FOUND') throw cause
    const message = `${path} has not been built: run \`npm run prepare\` where the gateway is installed.`
    throw new AppError('unavailable', { message, cause })
  }
}
