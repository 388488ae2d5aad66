import { Command, CommanderError } from 'commander'
import { version } from '../core/version.ts'
import { configPrint } from './config-print.ts'
import { credentialAdd } from './credential-add.ts'
import { credentialList } from './credential-list.ts'
import { credentialRemove } from './credential-remove.ts'
import { serve } from './serve.ts'
import { tokenCreate } from './token-create.ts'
import { tokenList } from './token-list.ts'
import { tokenRevoke } from './token-revoke.ts'

/** The `signpost` command. Errors go to standard error, with exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('signpost')
    .description('Self-hosted gateway for S3 signed URLs')
    .version(version)
    .showHelpAfterError('(--help shows how)')
    .addCommand(serve)
    .addCommand(group('credential', 'the S3 credentials', [credentialAdd, credentialList, credentialRemove]))
    .addCommand(group('token', 'the API tokens', [tokenCreate, tokenList, tokenRevoke]))
    .addCommand(group('config', 'the configuration', [configPrint]))
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) throw error
    process.stderr.write(`signpost: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const command = new Command(name).description(description)
  for (const subcommand of commands) command.addCommand(subcommand)
  return command
}
