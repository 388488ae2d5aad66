#!/usr/bin/env node
// Written so that old versions of Node can read it, too: it says what to do before anything newer is loaded.
const needed = 24
const major = Number(process.versions.node.split('.')[0])
if (major < needed) {
  process.stderr.write(
    `signpost needs Node.js ${needed} or newer; this is ${process.version}.\n` +
      'Install it from https://nodejs.org, or run the command inside the repository as `npm exec -- signpost`, which brings its own.\n',
  )
  process.exit(1)
}

// The published package holds a few files of JavaScript in lib/. The repository runs its TypeScript as it is.
const { existsSync } = await import('node:fs')
const { enableCompileCache } = await import('node:module')
const { fileURLToPath } = await import('node:url')
// Compiled code is kept for the next start: in our own folder, since what lies in /tmp may be somebody else's.
enableCompileCache(fileURLToPath(new URL('../.compile-cache', import.meta.url)))
const built = new URL('../lib/gateway/main.mjs', import.meta.url)
const { main } = await import(existsSync(built) ? built.href : '../src/cli/main.ts')
await main(process.argv)
