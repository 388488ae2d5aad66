import type { Check } from '../doctor/check.ts'
import { type CommonOptions, createCommand, loadCommandConfig } from './common-options.ts'
import { createOutput } from './output.ts'

/** `signpost doctor`: looks at everything that the gateway needs, changes nothing, and says what to do. */
export const doctor = createCommand('doctor', 'check what the gateway needs, and say what to do').action(
  async (options: CommonOptions) => {
    const { runChecks } = await import('../doctor/run-checks.ts')
    const checks = await runChecks(() => loadCommandConfig(options))
    const isWell = !checks.some(({ level }) => level === 'fail')
    if (!isWell) process.exitCode = 1
    createOutput(options.json === true).result({ ok: isWell, checks }, checks.map(formatCheck).join('\n'))
  },
)

function formatCheck({ name, level, message, advice }: Check): string {
  const line = `${level.padEnd(4)}  ${name.padEnd(13)}  ${message}`
  return advice === undefined ? line : `${line}\n${' '.repeat(21)}→ ${advice}`
}
