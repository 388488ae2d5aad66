import type { Command } from 'commander'
import { auditFilterInput, type parseAuditFilter } from '../admin/list-audit-events.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { createFieldOption, parseMoment } from './option-parsers.ts'

type FilterInput = Parameters<typeof parseAuditFilter>[0]

/** Options of the commands that read the audit log. */
export interface AuditOptions extends AccountOptions, Omit<FilterInput, 'tokenId'> {
  readonly token?: string
}

const { bucket, keyPrefix, outcome, action, anonymous } = auditFilterInput.properties

/** A command that reads the audit log of one account, with the filters. */
export function createAuditCommand(name: string, description: string): Command {
  return (
    createAccountCommand(name, description)
      .option('--since <time>', 'from then on: 1h, 30d, a date or a time (UTC without a zone)', parseTime)
      .option('--until <time>', 'before then', parseTime)
      .addOption(createFieldOption('--bucket <bucket>', bucket))
      .addOption(createFieldOption('--key-prefix <prefix>', keyPrefix))
      // Its rule is left to the act: the error of an option would repeat a token that is given in place of its id.
      .option('--token <id>', 'of this token, by its id')
      .addOption(createFieldOption('--outcome <outcome>', outcome))
      .addOption(createFieldOption('--action <action>', action))
      .addOption(createFieldOption('--anonymous', anonymous))
  )
}

/**
 * The options as the filter that the acts take.
 * @throws Error when events of nobody are asked for in an account
 */
export function toFilterInput(options: AuditOptions): FilterInput {
  const { since, until, bucket, keyPrefix, token, action, outcome, anonymous } = options
  if (anonymous === true && options.account !== undefined) {
    throw new Error('--anonymous events belong to no account; leave out --account')
  }
  return { since, until, bucket, keyPrefix, tokenId: token, action, outcome, anonymous }
}

function parseTime(text: string): number {
  return parseMoment(text, Date.now())
}
