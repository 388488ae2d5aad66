import { buildBrowserClient, mostGzippedBytes } from './build-browser-client.ts'

/** Prints how large the client is for a page. It fails when that is more than a page shall load. */
const { gzippedBytes } = await buildBrowserClient()
process.stdout.write(`@signpost/client for browsers: ${gzippedBytes} bytes gzipped, ${mostGzippedBytes} at most\n`)
if (gzippedBytes > mostGzippedBytes) process.exitCode = 1
