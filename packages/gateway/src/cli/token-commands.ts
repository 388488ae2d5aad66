import { createToken } from '../admin/create-token.ts'
import { listTokens } from '../admin/list-tokens.ts'
import { revokeToken } from '../admin/revoke-token.ts'
import { showToken } from '../admin/show-token.ts'
import { findToken, restrictionFields, subjectField } from '../admin/token-record.ts'
import type { TokenState } from '../core/model.ts'
import { parseBytes } from './byte-size.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatRecord } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { addListing, addSearch, type SearchOptions } from './list-command.ts'
import { createDurationOption, createFieldOption, parseFuture, parseName } from './option-parsers.ts'
import { formatExpiry, formatTable, formatTime } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs, runActsOrBegin } from './run-on-state.ts'
import { tokenCheck } from './token-check.ts'
import { describeLimits } from './token-limits.ts'
import { tokenSet } from './token-set.ts'

type CreateInput = Parameters<typeof createToken.run>[0]

interface CreateOptions extends AccountOptions, JsonInputOptions, Pick<CreateInput, 'allow' | 'rate'> {
  readonly acl?: CreateInput['acls']
  readonly contentType?: CreateInput['contentTypes']
  readonly maxBytes?: number
  readonly network?: CreateInput['networks']
  readonly expires?: number
  readonly maxExpiresIn?: number
  readonly oidcSubject?: CreateInput['oidcSubject']
  readonly ifAbsent?: boolean
}

const create = addJsonInput(createAccountCommand('create', 'create an API token'))
  .argument('<name>', 'name of the token, for the list and the log', parseName)
  .addOption(createFieldOption('--allow <rule>', restrictionFields.allow))
  .option('--expires <time>', 'when the token expires: 90d, 1y, 2027-01-31 or a full time', parseFuture)
  .addOption(
    createDurationOption(
      '--max-expires-in <duration>',
      'longest lifetime of a URL',
      restrictionFields.maxExpiresInSeconds,
    ),
  )
  .addOption(createFieldOption('--acl <acl>', restrictionFields.acls))
  .option('--max-bytes <size>', 'maximum upload size, such as 5MB; S3 enforces the size of each upload', parseBytes)
  .addOption(createFieldOption('--content-type <type>', restrictionFields.contentTypes))
  .addOption(createFieldOption('--network <cidr>', restrictionFields.networks))
  .addOption(createFieldOption('--rate <rate>', restrictionFields.rate))
  .addOption(createFieldOption('--oidc-subject <subject>', subjectField))
  .option('--if-absent', 'create none if one of that name is neither revoked nor expired')
  .action(async (name: string, options: CreateOptions) => {
    await runActsOrBegin(options, async (dependencies, output) => {
      const { allow, rate, acl, network, contentType, expires, maxExpiresIn, maxBytes, oidcSubject } = options
      const limits = { allow, rate, acls: acl, networks: network, maxBytes, contentTypes: contentType }
      const lives = { maxExpiresInSeconds: maxExpiresIn, expiresAt: expires }
      const given = { name, ...limits, ...lives, oidcSubject, ifAbsent: options.ifAbsent }
      const created = await createToken.run(await readInput(options, createToken, given), dependencies)
      if (created.token === null) {
        output.note(
          `The token ${name} exists already, and was not changed. Its text is not stored, so it cannot be shown.`,
        )
        output.result(created, `id       ${created.id}\nlimits   ${describeLimits(created.limits)}`)
        return
      }
      if (created.limits.allow === undefined) {
        output.note(
          'The token may sign for every bucket and key of its account. To restrict a token, use --allow, for example --allow "upload:my-bucket/incoming/*".',
        )
      }
      const { sameName } = created
      if (sameName.length > 0) {
        output.note(
          `There is another token ${name} already (${sameName.join(', ')}): in lists and logs only the id distinguishes them.`,
        )
      }
      output.note('The token is shown only this once.')
      const { id, token, expiresAt } = created
      const end = expiresAt === null ? 'never' : formatTime(expiresAt)
      output.result(created, `${token}\n\nid       ${id}\nexpires  ${end}`)
    })
  })

/** A token may have several rules. */
const longestLimits = 300

interface ListOptions extends SearchOptions {
  readonly state?: TokenState
}

const listCommand = addSearch(createAccountCommand('list', 'list the API tokens')).addOption(
  createFieldOption('--state <state>', listTokens.input.properties.state),
)
const list = addListing<ListOptions>(listCommand, async ({ input, dependencies }, { search, order, state }) => {
  const page = await listTokens.run({ ...input, search, order, state }, dependencies)
  const rows = page.tokens.map((token) => [
    token.id,
    token.name,
    token.state,
    describeLimits(token.limits, token.credentialId),
    formatTime(token.createdAt),
    formatExpiry(token.expiresAt),
    formatTime(token.lastUsedAt),
  ])
  const head = ['ID', 'NAME', 'STATE', 'LIMITS', 'CREATED', 'EXPIRES', 'LAST USED']
  return {
    page,
    text:
      rows.length === 0
        ? 'There are no tokens.'
        : formatTable([head, ...rows], { longest: longestLimits, whole: ['ID'], extra: ['CREATED', 'LAST USED'] }),
  }
})

const show = createAccountCommand('show', 'show everything about an API token')
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .action(async (id: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const token = await showToken.run({ id }, dependencies)
      const { limits, ...rest } = token
      output.result(token, formatRecord({ ...rest, allow: 'everything that its account may', ...limits }))
    })
  })

const revoke = createAccountCommand('revoke', 'revoke an API token')
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .option('--yes', 'do not ask for confirmation')
  .action(async (id: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      const { name } = await findToken(id, dependencies)
      await confirmDestruction(`Revoke the token ${name} (${id})? This cannot be undone.`, options)
      output.result(
        await revokeToken.run({ id }, dependencies),
        `Revoked the token ${name}. Running servers refuse it within 2 seconds; URLs that were signed for it work until they expire.`,
      )
    })
  })

/** `signpost token …` */
export const tokenCommands = [create, list, show, tokenSet, tokenCheck, revoke]
