/**
 * `npm ci` and `npm install` run this script. It builds the files that browsers load from a gateway that runs from the repository.
 * Run `npm run prepare` again after a change to `packages/client` or `packages/dashboard`.
 */
try {
  const [{ writeBrowserFiles }, { listFirstViews, writeDashboard }] = await Promise.all([
    import('./browser-files.ts'),
    import('./dashboard-files.ts'),
  ])
  for (const { path, gzippedBytes } of await writeBrowserFiles()) {
    process.stdout.write(`built ${path}: ${gzippedBytes} bytes gzipped\n`)
  }
  for (const { name, gzippedBytes } of listFirstViews(await writeDashboard())) {
    process.stdout.write(`built /dashboard: ${name} loads ${gzippedBytes} bytes gzipped\n`)
  }
} catch (error) {
  // Installed without development dependencies. The gateway runs without these files, and says what is missing when a page requests one.
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
  process.stdout.write(
    '/client.js, /element.js and /dashboard are not built: Vite, a development dependency, is missing.\n',
  )
}
