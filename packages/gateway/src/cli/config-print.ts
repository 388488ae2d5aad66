import { ConfigError, findConfig, printConfig } from '../config/load-config.ts'
import { type CommonOptions, createCommand, toConfigInput } from './common-options.ts'
import { createOutput, formatTable } from './output.ts'

/** `signpost config print`: prints every key, its value (secrets masked) and the source of the value, even if some are invalid. */
export const configPrint = createCommand('print', 'show the configuration and where each value came from').action(
  (options: CommonOptions) => {
    const found = findConfig(toConfigInput(options))
    const output = createOutput(options.json === true)
    const keys = printConfig(found)
    const rows = keys.map(({ key, value, source, env }) => [key, formatSetting(value), source ?? '-', env])
    const head = ['KEY', 'VALUE', 'SOURCE', 'VARIABLE']
    const unbounded = { longest: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY }
    output.result({ keys }, formatTable([head, ...rows], unbounded))
    for (const warning of found.warnings) output.note(warning)
    if (found.problems.length > 0) throw new ConfigError(found.problems)
  },
)

/** Formats a value the way its environment variable accepts it. */
function formatSetting(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return value === null || value === '' || (Array.isArray(value) && value.length === 0) ? '-' : String(value)
}
