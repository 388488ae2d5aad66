import type { Argument, Command, CommanderError, Option } from 'commander'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { nameOptions } from './describe-refusal.ts'

/**
 * Lets a program tell every option and argument that cannot be read at once: Commander would stop at the first. Before a command
 * does anything, it ends with AppError `invalid_request`.
 * @returns what is wrong so far, for an error that comes earlier
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

/** Every command, groups and the program itself among them. */
export function listAllCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listAllCommands)]
}

/** What Commander says of the arguments as an error of the table, with what else is wrong. */
export function toUsageError({ code, message }: CommanderError, others: readonly ErrorDetail[]): AppError {
  if (code === 'commander.help') {
    return new AppError('invalid_request', { message: 'The command is not whole: --help lists what may follow' })
  }
  const text = message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())
  return new AppError('invalid_request', { details: [{ parameter: '', message: text }, ...others] })
}
