import { type Command, Option } from 'commander'
import type { parseAuditFilter } from '../admin/list-audit-events.ts'
import { type Action, actions } from '../core/actions.ts'
import { type AuditOutcome, auditOutcomes } from '../core/model.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { parseMoment } from './moment.ts'

/** Options of the commands that read the audit log. */
export interface AuditOptions extends AccountOptions {
  readonly since?: number
  readonly until?: number
  readonly bucket?: string
  readonly keyPrefix?: string
  readonly token?: string
  readonly action?: Action
  readonly outcome?: AuditOutcome
  readonly anonymous?: boolean
}

/** A command that reads the audit log of one account, with the filters. */
export function createAuditCommand(name: string, description: string): Command {
  return createAccountCommand(name, description)
    .option('--since <time>', 'from then on: 1h, 30d, a date or a time (UTC without a zone)', parseTime)
    .option('--until <time>', 'before then', parseTime)
    .option('--bucket <bucket>', 'of this bucket')
    .option('--key-prefix <prefix>', 'of keys that begin like this')
    .option('--token <id>', 'of this token, by its id')
    .addOption(new Option('--outcome <outcome>', 'with this outcome').choices(auditOutcomes))
    .addOption(new Option('--action <action>', 'of this action').choices(actions))
    .option('--anonymous', 'of requests without a known token, which belong to no account')
}

/**
 * The options as the filter that the acts take.
 * @throws Error when events of nobody are asked for in an account
 */
export function toFilterInput(options: AuditOptions): Parameters<typeof parseAuditFilter>[0] {
  const { since, until, bucket, keyPrefix, token, action, outcome, anonymous } = options
  if (anonymous === true && options.account !== undefined) {
    throw new Error('--anonymous events belong to no account; leave out --account')
  }
  return { since, until, bucket, keyPrefix, tokenId: token, action, outcome, anonymous }
}

/** Commander passes the option's former value as a second argument, which is not a clock. */
function parseTime(text: string): number {
  return parseMoment(text)
}
