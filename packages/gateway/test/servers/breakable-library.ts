import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** Preloaded by `--import`: the library of the metrics cannot be loaded while the file exists that `BROKEN_WHILE` names. */
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith('/prom-client/lib/registry.js') && existsSync(process.env.BROKEN_WHILE ?? '')) {
      throw new Error('EMFILE: too many open files')
    }
    return nextLoad(url, context)
  },
})
