import { Command } from 'commander'
import { accountAdd } from './account-add.ts'
import { accountList } from './account-list.ts'
import { accountRemove } from './account-remove.ts'
import { auditExport } from './audit-export.ts'
import { auditList } from './audit-list.ts'
import { backup } from './backup.ts'
import { configPrint } from './config-print.ts'
import { credentialAdd } from './credential-add.ts'
import { credentialList } from './credential-list.ts'
import { credentialRemove } from './credential-remove.ts'
import { credentialRotate } from './credential-rotate.ts'
import { credentialTest } from './credential-test.ts'
import { doctor } from './doctor.ts'
import { migrate } from './migrate.ts'
import { createRoot } from './root-command.ts'
import { serve } from './serve.ts'
import { tokenCreate } from './token-create.ts'
import { tokenList } from './token-list.ts'
import { tokenRevoke } from './token-revoke.ts'
import { vaultRotate } from './vault-rotate.ts'
import { vaultStatus } from './vault-status.ts'

const credentialCommands = [credentialAdd, credentialList, credentialTest, credentialRotate, credentialRemove]

/** Every command with its options. */
export function createProgram(): Command {
  return createRoot()
    .addCommand(serve)
    .addCommand(group('account', 'the accounts', [accountAdd, accountList, accountRemove]))
    .addCommand(group('credential', 'the S3 credentials', credentialCommands))
    .addCommand(group('token', 'the API tokens', [tokenCreate, tokenList, tokenRevoke]))
    .addCommand(migrate)
    .addCommand(group('audit', 'the audit log', [auditList, auditExport]))
    .addCommand(group('vault', 'the sealed credentials and their master key', [vaultStatus, vaultRotate]))
    .addCommand(backup)
    .addCommand(doctor)
    .addCommand(group('config', 'the configuration', [configPrint]))
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const command = new Command(name).description(description)
  for (const subcommand of commands) command.addCommand(subcommand)
  return command
}
