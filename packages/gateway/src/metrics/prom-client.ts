import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The library, which is loaded when it is first needed: that takes some 50 ms, once.
 * @throws Error when it cannot be read, for want of file descriptors for one; the next call tries again
 */
export function loadPromClient(): typeof import('prom-client') {
  // By `import()` a file of the library that could not be read once would stay an error for as long as the process lives.
  return require('prom-client')
}
