import { Command } from 'commander'
import { version } from '../core/version.ts'
import { addHelpExamples } from './help-examples.ts'

/** Loads what the first word of a line names: a command, or a group of commands. In the order of the help. */
const firstWords: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  account: async () => group('account', 'the accounts', (await import('./account-commands.ts')).accountCommands),
  credential: async () =>
    group('credential', 'the S3 credentials', (await import('./credential-commands.ts')).credentialCommands),
  cors: async () =>
    group('cors', 'what buckets allow the web pages of an origin', (await import('./cors-commands.ts')).corsCommands),
  token: async () => group('token', 'the API tokens', (await import('./token-commands.ts')).tokenCommands),
  upload: async () =>
    group('upload', 'the open multipart uploads', (await import('./upload-commands.ts')).uploadCommands),
  apply: async () => (await import('./apply.ts')).apply,
  'export-state': async () => (await import('./export-state.ts')).exportStateCommand,
  admin: async () =>
    group(
      'admin',
      'the administrators, who sign in at the dashboard',
      (await import('./admin-commands.ts')).adminCommands,
    ),
  migrate: async () => (await import('./migrate.ts')).migrate,
  audit: async () => group('audit', 'the audit log', (await import('./audit-commands.ts')).auditCommands),
  vault: async () =>
    group('vault', 'the sealed credentials and their master key', (await import('./vault-commands.ts')).vaultCommands),
  mcp: async () => (await import('./mcp.ts')).mcp,
  backup: async () => (await import('./backup.ts')).backup,
  doctor: async () => (await import('./doctor.ts')).doctor,
  explain: async () => (await import('./explain.ts')).explainCommand,
  config: async () => group('config', 'the configuration', [(await import('./config-print.ts')).configPrint]),
  completion: async () => (await import('./completion.ts')).completion,
}

/**
 * Creates the program with the commands that a line needs: those that its first word names, or all. A command starts faster without
 * the others, and a gateway, which runs for months, spends no memory on them.
 * @param firstWord the first word of the line; without it, all commands
 */
export async function loadProgram(firstWord?: string): Promise<Command> {
  const program = new Command('signpost').description('Self-hosted gateway for S3 signed URLs').version(version)
  // The completion knows the words of all commands.
  const isOne = firstWord !== undefined && firstWord !== 'completion' && Object.hasOwn(firstWords, firstWord)
  const words = isOne ? [firstWord] : Object.keys(firstWords)
  for (const command of await Promise.all(words.map((word) => firstWords[word]?.()))) {
    if (command !== undefined) program.addCommand(command)
  }
  addHelpExamples(program)
  return program
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const command = new Command(name).description(description)
  for (const subcommand of commands) command.addCommand(subcommand)
  return command
}
