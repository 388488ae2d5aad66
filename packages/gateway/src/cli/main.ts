import { type Command, CommanderError } from 'commander'
import { formatJson, formatLines } from '../core/printable-text.ts'
import { describeRefusal, toRefusal } from './describe-refusal.ts'
import { Interruption, interruptedExitCode } from './interruption.ts'
import { allowClosedOutput } from './output.ts'
import { loadProgram } from './program.ts'
import { createServeOutput, readForm } from './serve-output.ts'
import { collectUsageProblems, listAllCommands, toUsageError } from './usage-problems.ts'

/**
 * Runs the `signpost` command. Errors go to standard error, with exit code 1; with `--json`, as `{"error": {"code", "message"}}`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  allowClosedOutput()
  // Only the owner may read what the command writes, including the database.
  process.umask(0o077)
  const isJson = argv.includes('--json')
  const program = await loadProgram(argv[2])
  let command: Command | undefined
  program.hook('preAction', (_, started) => {
    command = started
  })
  const problems = collectUsageProblems(program)
  for (const one of listAllCommands(program)) silence(one, isJson)
  try {
    await program.parseAsync(toHelpLine(program, argv))
  } catch (thrown) {
    const isUsage = thrown instanceof CommanderError
    // The help was requested, or has been printed already.
    if (isUsage && (thrown.exitCode === 0 || (thrown.code === 'commander.help' && !isJson))) {
      process.exitCode = thrown.exitCode
      return
    }
    const error = isUsage ? toUsageError(thrown, problems) : (thrown as Error)
    process.exitCode = error instanceof Interruption ? interruptedExitCode : 1
    const hint = isUsage ? '\n(--help shows how)' : ''
    const complaint = formatLines(`${describeRefusal(error, command)}${hint}`)
    // The output of serve is its log, and readers of the log expect only log lines.
    if (argv[2] === 'serve') createServeOutput(readForm(argv)).fail(complaint)
    else process.stderr.write(`${isJson ? formatJson(toRefusal(error, command)) : `signpost: ${complaint}`}\n`)
  }
}

/**
 * Turns `help token list` into `token list --help`. Commander's own `help` knows only the first word, and says nothing of an unknown
 * one; here an unknown word is the error that it is anywhere else.
 */
function toHelpLine(program: Command, argv: readonly string[]): readonly string[] {
  if (argv[2] !== 'help') return argv
  const line = argv.slice(0, 2)
  let command = program
  for (const word of argv.slice(3)) {
    // Nothing but the names of commands is passed on: help never runs one.
    if (command.commands.length === 0 || word.startsWith('-') || word === 'help') continue
    const next = command.commands.find((one) => one.name() === word)
    line.push(word)
    if (next === undefined) return line
    command = next
  }
  return [...line, '--help']
}

/** Keeps Commander from ending the process, and from writing errors in its own form. */
function silence(command: Command, isJson: boolean): void {
  command.exitOverride().configureOutput({ outputError: () => {}, ...(isJson ? { writeErr: () => {} } : {}) })
}
