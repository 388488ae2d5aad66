import { type Command, CommanderError } from 'commander'
import { AppError } from '../core/app-error.ts'
import { describeRefusal, toRefusal } from './describe-refusal.ts'
import { Interruption, interruptedExitCode } from './interruption.ts'
import { allowClosedOutput } from './output.ts'
import { formatJson, formatLines } from './printable-text.ts'
import { createRoot } from './root-command.ts'
import { createServeOutput, readForm } from './serve-output.ts'

/**
 * The `signpost` command. Errors go to standard error, with exit code 1; with `--json` as `{"error": {"code", "message"}}`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  allowClosedOutput()
  // Whatever is written is its owner's alone: the database, too.
  process.umask(0o077)
  const isJson = argv.includes('--json')
  try {
    const program = await loadProgram(argv)
    for (const command of listCommands(program)) prepare(command, isJson)
    await program.parseAsync(argv)
  } catch (thrown) {
    const error = isJson && thrown instanceof CommanderError ? toUsageError(thrown) : (thrown as Error)
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode
      return
    }
    process.exitCode = error instanceof Interruption ? interruptedExitCode : 1
    const complaint = formatLines(describeRefusal(error))
    // What serve writes is its log, whose readers know no other lines.
    if (argv[2] === 'serve') createServeOutput(readForm(argv)).fail(complaint)
    else process.stderr.write(`${isJson ? formatJson(toRefusal(error)) : `signpost: ${complaint}`}\n`)
  }
}

/** Of a gateway that runs for months, memory is not spent on the other commands. */
async function loadProgram(argv: readonly string[]): Promise<Command> {
  const asksForHelp = argv.includes('--help') || argv.includes('-h')
  if (argv[2] === 'serve' && !asksForHelp) return createRoot().addCommand((await import('./serve.ts')).serve)
  return (await import('./program.ts')).createProgram()
}

/** Commander ends the process by itself, and its complaint is text. */
function prepare(command: Command, isJson: boolean): void {
  command.exitOverride()
  if (isJson) command.configureOutput({ writeErr: () => {} })
}

function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)]
}

/** What Commander says of the arguments, as an error of the table. The help, which was asked for, stays what it is. */
function toUsageError(error: CommanderError): CommanderError | AppError {
  if (error.exitCode === 0) return error
  const isHelp = error.code === 'commander.help'
  const message = isHelp
    ? 'The command is not whole: --help lists what may follow'
    : error.message.replace(/^error: /, '')
  return new AppError('invalid_request', { message })
}
