import { buildBrowserFiles } from './browser-files.ts'
import { buildDashboard, listFirstViews, mostFirstViewBytes } from './dashboard-files.ts'

/** Prints the sizes of the files that pages load. Fails when one is larger than its limit. */
for (const { path, gzippedBytes, mostGzippedBytes } of await buildBrowserFiles()) {
  report(`${path} for browsers`, gzippedBytes, mostGzippedBytes)
}
for (const { name, gzippedBytes } of listFirstViews(await buildDashboard())) {
  report(`/dashboard, ${name}`, gzippedBytes, mostFirstViewBytes)
}

function report(what: string, bytes: number, most: number): void {
  process.stdout.write(`${what}: ${bytes} bytes gzipped, ${most} at most\n`)
  if (bytes > most) process.exitCode = 1
}
