import type { Command } from 'commander'

/** The end of a command's help: an example, and the page to read on. */
interface HelpExample {
  /** The arguments after `signpost` and the command. */
  readonly args: string
  readonly page: string
}

/** The example of each command, by its group and name. A test checks that none is missing, and that each is a valid command line. */
const examples: Readonly<Record<string, HelpExample>> = {
  serve: { args: '--port 8080', page: 'docs/operations.md' },
  'account add': { args: 'acme', page: 'docs/accounts.md' },
  'account list': { args: '--json', page: 'docs/accounts.md' },
  'account rename': { args: 'acme acme-gmbh', page: 'docs/accounts.md' },
  'account remove': { args: 'acme --yes', page: 'docs/accounts.md' },
  'credential add': { args: 'aws --access-key-id AKIA… --region eu-central-1', page: 'docs/credentials.md' },
  'credential list': { args: '--account acme', page: 'docs/credentials.md' },
  'credential show': { args: 'aws', page: 'docs/credentials.md' },
  'credential set': { args: 'aws --bucket "assets-*"', page: 'docs/credentials.md' },
  'credential rename': { args: 'aws aws-2026', page: 'docs/credentials.md' },
  'credential test': { args: 'aws --bucket my-bucket', page: 'docs/credentials.md' },
  'credential policy': { args: 'aws', page: 'docs/credentials.md' },
  'credential rotate': { args: 'aws --access-key-id AKIA…', page: 'docs/credentials.md' },
  'credential remove': { args: 'aws --yes', page: 'docs/credentials.md' },
  'cors check': { args: 'aws --bucket my-bucket --origin https://app.example.com', page: 'docs/browser.md' },
  'cors set': { args: 'aws --bucket my-bucket --origin https://app.example.com', page: 'docs/browser.md' },
  'token create': { args: 'my-app --allow "upload:my-bucket/incoming/*" --expires 90d', page: 'docs/tokens.md' },
  'token list': { args: '--json', page: 'docs/tokens.md' },
  'token show': { args: 'tok_…', page: 'docs/tokens.md' },
  'token set': { args: 'tok_… --allow "download:my-bucket/*"', page: 'docs/tokens.md' },
  'token check': { args: 'upload:my-bucket/a.png --id tok_…', page: 'docs/tokens.md' },
  'token revoke': { args: 'tok_… --yes', page: 'docs/tokens.md' },
  'upload list': { args: '--json', page: 'docs/multipart.md' },
  'upload show': { args: 'upl_…', page: 'docs/multipart.md' },
  'upload abort': { args: 'upl_… --yes', page: 'docs/multipart.md' },
  apply: { args: 'state.yaml --dry-run', page: 'docs/state-as-code.md' },
  'export-state': { args: 'state.yaml', page: 'docs/state-as-code.md' },
  'admin list': { args: '--json', page: 'docs/administrators.md' },
  'admin invite': { args: '--role operator --account acme --email ada@example.com', page: 'docs/administrators.md' },
  'admin set': { args: 'ada@example.com --role auditor', page: 'docs/administrators.md' },
  'admin remove': { args: 'ada@example.com --yes', page: 'docs/administrators.md' },
  'admin reset': { args: 'ada@example.com --yes', page: 'docs/administrators.md' },
  'admin sessions': { args: 'ada@example.com', page: 'docs/administrators.md' },
  'admin end-session': { args: 'ses_…', page: 'docs/administrators.md' },
  migrate: { args: '--to postgres://signpost@db.example.com/signpost', page: 'docs/databases.md' },
  'audit statistics': { args: '--since 7d --by day', page: 'docs/audit.md' },
  'audit list': { args: '--since 2h --outcome denied', page: 'docs/audit.md' },
  'audit export': { args: '--since 30d --format csv', page: 'docs/audit.md' },
  'audit prune': { args: '--older-than 90d', page: 'docs/audit.md' },
  'vault status': { args: '--json', page: 'docs/master-key.md' },
  'vault rotate': { args: '--new-key', page: 'docs/master-key.md' },
  mcp: { args: '--data-dir /var/lib/signpost', page: 'docs/agents.md' },
  backup: { args: '/backups/signpost.db', page: 'docs/backup.md' },
  explain: { args: '--error answer.xml --request "curl …"', page: 'docs/explain.md' },
  doctor: { args: '--json', page: 'docs/operations.md' },
  completion: { args: 'bash', page: 'docs/command-line.md' },
  'config print': { args: '--json', page: 'docs/configuration.md' },
}

/** Adds an example and the page to read on to the help of every command. */
export function addHelpExamples(program: Command): void {
  for (const { path, command } of listCommands(program)) {
    const example = examples[path]
    if (example === undefined) continue
    command.addHelpText('after', `\nExample:\n  signpost ${path} ${example.args}\n\nRead on: ${example.page}`)
  }
}

/** Lists every command that can be run, with its group's name and its own. */
export function listCommands(program: Command): readonly { readonly path: string; readonly command: Command }[] {
  return program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [{ path: command.name(), command }]
      : command.commands.map((child) => ({ path: `${command.name()} ${child.name()}`, command: child })),
  )
}
