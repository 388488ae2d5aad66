import { printConfig } from '../config/load-config.ts'
import { type CommonOptions, createCommand, loadCommandConfig } from './common-options.ts'
import { createOutput, formatTable } from './output.ts'

/** `signpost config print`: every key, its value (secrets masked) and where the value came from. */
export const configPrint = createCommand('print', 'show the configuration and where each value came from').action(
  (options: CommonOptions) => {
    const keys = printConfig(loadCommandConfig(options))
    const rows = keys.map(({ key, value, source, env }) => [
      key,
      value === null ? '-' : String(value),
      source ?? '-',
      env,
    ])
    const head = ['KEY', 'VALUE', 'SOURCE', 'VARIABLE']
    createOutput(options.json === true).result(keys, formatTable([head, ...rows], Number.POSITIVE_INFINITY))
  },
)
