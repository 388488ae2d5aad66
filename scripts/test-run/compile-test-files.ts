import { execFileSync } from 'node:child_process'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * Compiles test files, and what they import of the repository, into Node's compile cache, in a process of its own. Otherwise each of
 * the hundreds of processes of a first run loads the compiler that strips types.
 * @param cache the folder of `NODE_COMPILE_CACHE`
 */
export function compileTestFiles(files: readonly string[], cache: string): void {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  execFileSync(process.execPath, [import.meta.filename, ...files], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function compile(files: readonly string[]): Promise<void> {
  registerHooks({
    resolve(specifier, { parentURL }) {
      const url = new URL(specifier, parentURL).href
      const isSource = url.startsWith('file:') && url.endsWith('.ts')
      // A library is an empty module here. It lacks what a test file imports, so all is loaded and compiled, and nothing is run.
      return {
        url: isSource ? url : 'data:text/javascript,',
        format: isSource ? 'module-typescript' : 'module',
        shortCircuit: true,
      }
    },
  })
  for (const file of files) await import(pathToFileURL(file).href).catch(() => {})
}

if (import.meta.main) await compile(process.argv.slice(2))
