import { Command } from 'commander'
import { accountCommands } from './account-commands.ts'
import { adminCommands } from './admin-commands.ts'
import { apply } from './apply.ts'
import { auditExport } from './audit-export.ts'
import { auditList } from './audit-list.ts'
import { auditPrune } from './audit-prune.ts'
import { auditStatistics } from './audit-statistics.ts'
import { backup } from './backup.ts'
import { completion } from './completion.ts'
import { configPrint } from './config-print.ts'
import { corsCommands } from './cors-commands.ts'
import { credentialCommands } from './credential-commands.ts'
import { doctor } from './doctor.ts'
import { explainCommand } from './explain.ts'
import { exportStateCommand } from './export-state.ts'
import { addHelpExamples } from './help-examples.ts'
import { mcp } from './mcp.ts'
import { migrate } from './migrate.ts'
import { createRoot } from './root-command.ts'
import { serve } from './serve.ts'
import { tokenCommands } from './token-commands.ts'
import { uploadCommands } from './upload-commands.ts'
import { vaultCommands } from './vault-commands.ts'

/** Creates the program with every command and its options. */
export function createProgram(): Command {
  const program = createRoot()
    .addCommand(serve)
    .addCommand(group('account', 'the accounts', accountCommands))
    .addCommand(group('credential', 'the S3 credentials', credentialCommands))
    .addCommand(group('cors', 'what buckets allow the web pages of an origin', corsCommands))
    .addCommand(group('token', 'the API tokens', tokenCommands))
    .addCommand(group('upload', 'the open multipart uploads', uploadCommands))
    .addCommand(apply)
    .addCommand(exportStateCommand)
    .addCommand(group('admin', 'the administrators, who sign in at the dashboard', adminCommands))
    .addCommand(migrate)
    .addCommand(group('audit', 'the audit log', [auditList, auditStatistics, auditExport, auditPrune]))
    .addCommand(group('vault', 'the sealed credentials and their master key', vaultCommands))
    .addCommand(mcp)
    .addCommand(backup)
    .addCommand(doctor)
    .addCommand(explainCommand)
    .addCommand(group('config', 'the configuration', [configPrint]))
    .addCommand(completion)
  addHelpExamples(program)
  return program
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const command = new Command(name).description(description)
  for (const subcommand of commands) command.addCommand(subcommand)
  return command
}
