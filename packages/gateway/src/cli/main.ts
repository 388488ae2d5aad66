import { CommanderError } from 'commander'
import { describeRefusal } from './describe-refusal.ts'
import { allowClosedOutput } from './output.ts'
import { formatLines } from './printable-text.ts'
import { createRoot } from './root-command.ts'
import { createServeOutput, readForm } from './serve-output.ts'

/** The `signpost` command. Errors go to standard error, with exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  allowClosedOutput()
  // Whatever is written is its owner's alone: the database, too.
  process.umask(0o077)
  try {
    await (await loadProgram(argv)).parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) throw error
    const complaint = formatLines(describeRefusal(error as Error))
    if (argv[2] === 'serve') createServeOutput(readForm(argv)).fail(complaint)
    else process.stderr.write(`signpost: ${complaint}\n`)
    process.exitCode = 1
  }
}

/** Of a gateway that runs for months, memory is not spent on the other commands. */
async function loadProgram(argv: readonly string[]) {
  if (argv[2] === 'serve') return createRoot().addCommand((await import('./serve.ts')).serve)
  return (await import('./program.ts')).createProgram()
}
