import { buildBrowserFiles } from './browser-files.ts'

/** Prints how large the files are that pages load. It fails when one is more than a page shall load. */
for (const { path, gzippedBytes, mostGzippedBytes } of await buildBrowserFiles()) {
  process.stdout.write(`${path} for browsers: ${gzippedBytes} bytes gzipped, ${mostGzippedBytes} at most\n`)
  if (gzippedBytes > mostGzippedBytes) process.exitCode = 1
}
