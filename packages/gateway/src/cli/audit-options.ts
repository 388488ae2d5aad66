import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Action, actions } from '../core/actions.ts'
import { type AuditOutcome, auditOutcomes } from '../core/model.ts'
import type { AuditFilter, AuditPosition } from '../core/ports.ts'
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
 * The options as a filter for the events of an account.
 * @throws Error when a token was given instead of its id
 */
export function toAuditFilter(options: AuditOptions, accountId: string): AuditFilter {
  const { since, until, bucket, keyPrefix, token, action, outcome } = options
  if (options.anonymous === true && options.account !== undefined) {
    throw new Error('--anonymous events belong to no account; leave out --account')
  }
  // Not by the option's parser, whose message would repeat it.
  if (token !== undefined && !/^tok_\w+$/.test(token)) {
    throw new Error('--token takes the id of a token (tok_…), not the token; `signpost token list` shows it')
  }
  return {
    accountId: options.anonymous === true ? undefined : accountId,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
    ...(token === undefined ? {} : { tokenId: token }),
    ...(action === undefined ? {} : { action }),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

/** Commander passes the option's former value as a second argument, which is not a clock. */
function parseTime(text: string): number {
  return parseMoment(text)
}

/** A place in the log as the text of `--cursor`. */
export function formatCursor({ at, id }: AuditPosition): string {
  return `${at}.${id}`
}

/**
 * Parses the text of `--cursor`.
 * @throws InvalidArgumentError
 */
export function parseCursor(text: string): AuditPosition {
  const [, at, id] = /^(\d{1,15})\.(\w{1,64})$/.exec(text) ?? []
  if (at === undefined || id === undefined)
    throw new InvalidArgumentError('Give the cursor that the last page ended with.')
  return { at: Number(at), id }
}
