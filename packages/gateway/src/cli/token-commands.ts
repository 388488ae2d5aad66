import { createToken } from '../admin/create-token.ts'
import { listTokens } from '../admin/list-tokens.ts'
import { revokeToken } from '../admin/revoke-token.ts'
import { findToken, restrictionFields } from '../admin/token-record.ts'
import type { TokenRestrictions } from '../core/model.ts'
import { formatBytes, parseBytes } from './byte-size.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { addListing } from './list-command.ts'
import { createFieldOption, parseDurationSeconds, parseFuture, parseName } from './option-parsers.ts'
import { formatTable, formatTime } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs, runActsOrBegin } from './run-on-state.ts'

type CreateInput = Parameters<typeof createToken.run>[0]

interface CreateOptions extends AccountOptions, Pick<CreateInput, 'allow' | 'rate'> {
  readonly acl?: CreateInput['acls']
  readonly contentType?: CreateInput['contentTypes']
  readonly maxBytes?: number
  readonly network?: CreateInput['networks']
  readonly expires?: number
  readonly maxExpiresIn?: number
}

const create = createAccountCommand('create', 'make an API token')
  .argument('<name>', 'name of the token, for the list and the log', parseName)
  .addOption(createFieldOption('--allow <rule>', restrictionFields.allow))
  .option('--expires <time>', 'end of the token: 90d, 1y, 2027-01-31 or a full time', parseFuture)
  .option('--max-expires-in <duration>', 'longest life of a URL: 1h, 7d', parseDurationSeconds)
  .addOption(createFieldOption('--acl <acl>', restrictionFields.acls))
  .option('--max-bytes <size>', 'most bytes of an upload, e.g. 5MB; S3 holds each one to it', parseBytes)
  .addOption(createFieldOption('--content-type <type>', restrictionFields.contentTypes))
  .addOption(createFieldOption('--network <cidr>', restrictionFields.networks))
  .addOption(createFieldOption('--rate <rate>', restrictionFields.rate))
  .action(async (name: string, options: CreateOptions) => {
    await runActsOrBegin(options, async (dependencies, output) => {
      const { allow, rate, acl, network, contentType, expires, maxExpiresIn, maxBytes } = options
      const limits = { allow, rate, acls: acl, networks: network, maxBytes, contentTypes: contentType }
      const lives = { maxExpiresInSeconds: maxExpiresIn, expiresAt: expires }
      const created = await createToken.run({ name, ...limits, ...lives }, dependencies)
      if (allow === undefined) {
        output.note(
          'The token may sign for every bucket and key that the account may. Narrow one with --allow, for example --allow "upload:my-bucket/incoming/*".',
        )
      }
      const { sameName } = created
      if (sameName.length > 0) {
        output.note(
          `There is another token ${name} already (${sameName.join(', ')}): lists and logs tell them apart by id alone.`,
        )
      }
      output.note('This is the only time that the token is shown.')
      const { id, token, expiresAt } = created
      const end = expiresAt === null ? 'never' : formatTime(expiresAt)
      output.result(created, `${token}\n\nid       ${id}\nexpires  ${end}`)
    })
  })

const list = addListing(createAccountCommand('list', 'list the API tokens'), async ({ input, dependencies }) => {
  const page = await listTokens.run(input, dependencies)
  const rows = page.tokens.map((token) => [
    token.id,
    token.name,
    token.state,
    token.limits.allow?.join(' ') ?? 'everything',
    describeUploads(token.limits),
    token.limits.rate ?? 'default',
    formatTime(token.createdAt),
    formatTime(token.expiresAt),
    formatTime(token.lastUsedAt),
  ])
  const head = ['ID', 'NAME', 'STATE', 'ALLOW', 'UPLOADS', 'RATE', 'CREATED', 'EXPIRES', 'LAST USED']
  return { page, text: rows.length === 0 ? 'There are no tokens.' : formatTable([head, ...rows]) }
})

/** What uploads may be: `any`, or as in `up to 5MB; image/* application/pdf`. */
function describeUploads({ maxBytes, contentTypes }: TokenRestrictions): string {
  const limits = [
    ...(maxBytes === undefined ? [] : [`up to ${formatBytes(maxBytes)}`]),
    ...(contentTypes === undefined ? [] : [contentTypes.join(' ')]),
  ]
  return limits.length === 0 ? 'any' : limits.join('; ')
}

const revoke = createAccountCommand('revoke', 'revoke an API token')
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .option('--yes', 'do not ask')
  .action(async (id: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      const { name } = await findToken(id, dependencies)
      await confirmDestruction(`Revoke the token ${name} (${id})? This cannot be undone.`, options)
      output.result(
        await revokeToken.run({ id }, dependencies),
        `Revoked the token ${name}. Running servers refuse it within 2 seconds; URLs that it signed work until they expire.`,
      )
    })
  })

/** `signpost token …` */
export const tokenCommands = [create, list, revoke]
