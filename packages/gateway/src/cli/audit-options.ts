import { type Command, Option } from 'commander'
import type { Given } from '../admin/act.ts'
import { type AuditFilterInput, auditFilterInput } from '../admin/audit-filter.ts'
import type { parseAdministrationFilter } from '../admin/list-administration-events.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { createFieldOption, parseMoment } from './option-parsers.ts'

type FilterInput = Given<AuditFilterInput>

/** Options of the commands that read the audit log. */
export interface AuditOptions extends AccountOptions, Omit<FilterInput, 'tokenId'> {
  readonly kind: 'requests' | 'administration'
  readonly token?: string
}

const { bucket, keyPrefix, clientToken, outcome, action, code, requestId, clientAddress, search, anonymous } =
  auditFilterInput.properties

/** Creates a command that reads the audit log of one account, with its filters. */
export function createAuditCommand(name: string, description: string): Command {
  return (
    createAccountCommand(name, description)
      .addOption(
        new Option('--kind <kind>', 'requests, or administration: what was added, changed and removed in all accounts')
          .choices(['requests', 'administration'])
          .default('requests'),
      )
      .option(
        '--since <time>',
        'events from this time on: 1h, 30d, 2027-01-31 or a full time (UTC if it names no zone)',
        parseTime,
      )
      .option('--until <time>', 'events before this time', parseTime)
      .addOption(createFieldOption('--bucket <bucket>', bucket))
      .addOption(createFieldOption('--key-prefix <prefix>', keyPrefix))
      // The act checks the id, because an error of the option would repeat a token that was entered in place of its id.
      .option('--token <id>', 'of this token, by its id')
      .addOption(createFieldOption('--client-token <fingerprint>', clientToken))
      .addOption(createFieldOption('--outcome <outcome>', outcome))
      .addOption(createFieldOption('--action <action>', action))
      .addOption(createFieldOption('--code <code>', code))
      .addOption(createFieldOption('--request-id <id>', requestId))
      .addOption(createFieldOption('--client-address <address>', clientAddress))
      .addOption(createFieldOption('--search <text>', search))
      .addOption(createFieldOption('--anonymous', anonymous))
  )
}

/**
 * Converts the options to the filter of the acts.
 * @throws Error if both an account and the events of no account are asked for
 */
export function toFilterInput(options: AuditOptions): FilterInput {
  const { since, until, bucket, keyPrefix, token, clientToken, action, outcome, anonymous } = options
  const { code, requestId, clientAddress, search } = options
  if (anonymous === true && options.account !== undefined) {
    throw new Error('--anonymous events belong to no account; leave out --account')
  }
  const about = { code, requestId, clientAddress, search }
  return { since, until, bucket, keyPrefix, tokenId: token, clientToken, action, outcome, anonymous, ...about }
}

const requestFilters = {
  bucket: '--bucket',
  keyPrefix: '--key-prefix',
  clientToken: '--client-token',
  outcome: '--outcome',
  action: '--action',
  code: '--code',
  requestId: '--request-id',
  clientAddress: '--client-address',
  search: '--search',
  anonymous: '--anonymous',
} as const

/**
 * Converts the options to the filter of administration events: of all accounts, unless one is named.
 * @throws Error for a filter that only requests have
 */
export function toAdministrationFilterInput(options: AuditOptions): Parameters<typeof parseAdministrationFilter>[0] {
  const wrong = Object.entries(requestFilters).find(([name]) => options[name as keyof AuditOptions] !== undefined)
  if (wrong !== undefined) {
    throw new Error(
      `${wrong[1]} is a filter of requests; events of administration have --since, --until, --token and --account`,
    )
  }
  const { since, until, token, account } = options
  return { since, until, targetId: token, everyAccount: account === undefined }
}

function parseTime(text: string): number {
  return parseMoment(text, Date.now())
}
