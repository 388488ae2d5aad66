import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** Preloaded by `--import`: the metrics library fails to load while the file that `BROKEN_WHILE` names exists. */
registerHooks({
  load(url, context, nextLoad) {
    if (url.endsWith('/prom-client/lib/registry.js') && existsSync(process.env.BROKEN_WHILE ?? '')) {
      throw new Error('EMFILE: too many open files')
    }
    return nextLoad(url, context)
  },
})
