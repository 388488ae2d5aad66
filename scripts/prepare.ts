/**
 * `npm ci` and `npm install` run this: it builds what pages load from a gateway that runs from the repository.
 * `npm run prepare` does it again after a change to `packages/client`.
 */
try {
  const { writeBrowserFiles } = await import('./browser-files.ts')
  for (const { path, gzippedBytes } of await writeBrowserFiles()) {
    process.stdout.write(`built ${path}: ${gzippedBytes} bytes gzipped\n`)
  }
} catch (error) {
  // Installed without the tools: the gateway runs without these files, and says what is missing when a page asks for one.
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
  process.stdout.write('/client.js and /element.js are not built: Vite, a development dependency, is missing.\n')
}
