import type { Argument, Command, CommanderError, Option } from 'commander'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { nameOptions } from './describe-refusal.ts'

/**
 * Lets a program report every invalid option and argument at once, while Commander would stop at the first. The command then ends with
 * AppError `invalid_request` before it does anything.
 * @returns the problems so far, for an error that occurs earlier
 */
export function collectUsageProblems(program: Command): readonly ErrorDetail[] {
  const problems: ErrorDetail[] = []
  for (const command of listAllCommands(program)) {
    for (const option of command.options) guard(option, option.long ?? option.flags, command)
    for (const argument of command.registeredArguments)
      guard(argument, `The ${argument.name().replace('-', ' ')}`, command)
    command.hook('preAction', () => {
      if (problems.length > 0) throw new AppError('invalid_request', { details: problems })
    })
  }
  return problems

  function guard(source: Option | Argument, name: string, command: Command): void {
    const { parseArg, argChoices } = source
    if (parseArg === undefined) return
    source.argParser((value: string, previous: unknown) => {
      try {
        return parseArg(value, previous)
      } catch (error) {
        const rule = argChoices === undefined ? (error as Error).message : `must be one of ${argChoices.join(', ')}`
        problems.push({ parameter: name, message: nameOptions(`${name} ${rule}`, command) })
        return previous
      }
    })
  }
}

/** Lists every command, including groups and the program itself. */
export function listAllCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listAllCommands)]
}

/** Turns an error of Commander into an error of the table, with the other problems. */
export function toUsageError({ code, message }: CommanderError, others: readonly ErrorDetail[]): AppError {
  if (code === 'commander.help') {
    return new AppError('invalid_request', { message: 'The command is incomplete: --help lists what may follow' })
  }
  const text = message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())
  return new AppError('invalid_request', { details: [{ parameter: '', message: text }, ...others] })
}
