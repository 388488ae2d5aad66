import { join } from 'node:path'
import { build } from 'vite'

/** Bundles a script of `pages/` with what it imports, unchanged from npm, as an app's own build does. */
export async function buildPage(name: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: join(import.meta.dirname, 'pages', name), output: { format: 'es' } },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const [file] = outputs.flatMap((one) => ('output' in one ? one.output : []))
  if (file?.type !== 'chunk') throw new Error(`${name} has not become a script`)
  return file.code
}
