import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** Preloaded by `--import`: writes each loaded module, and the module that imports it, to the file that `MODULE_REPORT` names. */
registerHooks({
  resolve(specifier, context, resolveNext) {
    const resolved = resolveNext(specifier, context)
    appendFileSync(process.env.MODULE_REPORT ?? '', `${context.parentURL} ${resolved.url}\n`)
    return resolved
  },
})
