import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/**
 * Preloaded by `--import`: writes each loaded module, and the module that imports it, to the file that `MODULE_REPORT` names. At the
 * end it adds the modules of Node itself, such as `NativeModule internal/deps/undici/undici`.
 */
registerHooks({
  resolve(specifier, context, resolveNext) {
    const resolved = resolveNext(specifier, context)
    appendFileSync(process.env.MODULE_REPORT ?? '', `${context.parentURL} ${resolved.url}\n`)
    return resolved
  },
})

process.on('exit', () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] }
  appendFileSync(process.env.MODULE_REPORT ?? '', `${moduleLoadList.join('\n')}\n`)
})
