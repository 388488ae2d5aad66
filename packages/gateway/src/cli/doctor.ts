import { resolve } from 'node:path'
import { findConfig, loadConfig } from '../config/load-config.ts'
import type { Check } from '../doctor/check.ts'
import { describeDatabase } from '../open-state.ts'
import { type CommonOptions, createCommand, toConfigInput } from './common-options.ts'
import { createOutput } from './output.ts'

/** `signpost doctor`: checks everything that the gateway needs, changes nothing, and says what to do. */
export const doctor = createCommand('doctor', 'check what the gateway needs, and say what to do').action(
  async (options: CommonOptions) => {
    const { runChecks } = await import('../doctor/run-checks.ts')
    const input = toConfigInput(options)
    const { dataDir, database } = findPlace(input)
    const checks = await runChecks(() => loadConfig(input))
    const isWell = !checks.some(({ level }) => level === 'fail')
    if (!isWell) process.exitCode = 1
    const place = `data directory ${dataDir ?? '(not valid)'}, database ${database ?? '(not valid)'}`
    createOutput(options.json === true).result(
      { ok: isWell, dataDir, database, checks },
      [place, ...checks.map(formatCheck)].join('\n'),
    )
  },
)

/** Finds the data directory and the database in the configuration, even if it has problems. */
function findPlace(input: Parameters<typeof findConfig>[0]) {
  const { values, invalid } = findConfig(input)
  const { dataDir, databaseUrl } = values as { readonly dataDir: string; readonly databaseUrl?: string }
  const isValid = !invalid.has('dataDir') && !invalid.has('databaseUrl')
  return {
    dataDir: invalid.has('dataDir') ? null : resolve(dataDir),
    database: isValid ? describeDatabase({ dataDir, databaseUrl }) : null,
  }
}

function formatCheck({ name, level, message, advice }: Check): string {
  const line = `${level.padEnd(4)}  ${name.padEnd(13)}  ${message}`
  return advice === undefined ? line : `${line}\n${' '.repeat(21)}→ ${advice}`
}
