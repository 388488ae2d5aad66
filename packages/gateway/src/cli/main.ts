import { type Command, CommanderError } from 'commander'
import { formatJson, formatLines } from '../core/printable-text.ts'
import { describeRefusal, toRefusal } from './describe-refusal.ts'
import { Interruption, interruptedExitCode } from './interruption.ts'
import { allowClosedOutput } from './output.ts'
import { createRoot } from './root-command.ts'
import { createServeOutput, readForm } from './serve-output.ts'
import { collectUsageProblems, listAllCommands, toUsageError } from './usage-problems.ts'

/**
 * The `signpost` command. Errors go to standard error, with exit code 1; with `--json` as `{"error": {"code", "message"}}`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  allowClosedOutput()
  // Whatever is written is its owner's alone: the database, too.
  process.umask(0o077)
  const isJson = argv.includes('--json')
  const program = await loadProgram(argv)
  let command: Command | undefined
  program.hook('preAction', (_, started) => {
    command = started
  })
  const problems = collectUsageProblems(program)
  for (const one of listAllCommands(program)) silence(one, isJson)
  try {
    await program.parseAsync(argv)
  } catch (thrown) {
    const isUsage = thrown instanceof CommanderError
    // The help was asked for, or stands there already.
    if (isUsage && (thrown.exitCode === 0 || (thrown.code === 'commander.help' && !isJson))) {
      process.exitCode = thrown.exitCode
      return
    }
    const error = isUsage ? toUsageError(thrown, problems) : (thrown as Error)
    process.exitCode = error instanceof Interruption ? interruptedExitCode : 1
    const hint = isUsage ? '\n(--help shows how)' : ''
    const complaint = formatLines(`${describeRefusal(error, command)}${hint}`)
    // What serve writes is its log, whose readers know no other lines.
    if (argv[2] === 'serve') createServeOutput(readForm(argv)).fail(complaint)
    else process.stderr.write(`${isJson ? formatJson(toRefusal(error, command)) : `signpost: ${complaint}`}\n`)
  }
}

/** Of a gateway that runs for months, memory is not spent on the other commands. */
async function loadProgram(argv: readonly string[]): Promise<Command> {
  const asksForHelp = argv.includes('--help') || argv.includes('-h')
  if (argv[2] === 'serve' && !asksForHelp) return createRoot().addCommand((await import('./serve.ts')).serve)
  return (await import('./program.ts')).createProgram()
}

/** Commander ends the process by itself, and writes its complaint in a form of its own. */
function silence(command: Command, isJson: boolean): void {
  command.exitOverride().configureOutput({ outputError: () => {}, ...(isJson ? { writeErr: () => {} } : {}) })
}
