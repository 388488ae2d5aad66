import { setToken } from '../admin/set-token.ts'
import { restrictionFields, subjectField } from '../admin/token-record.ts'
import { parseBytes } from './byte-size.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { reportChanges } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { createDurationOption, createFieldOption, parseFuture, parseName, splitRemovals } from './option-parsers.ts'
import { runActs } from './run-on-state.ts'

/** An option is false if its `--no-…` is set. */
interface Options extends AccountOptions, JsonInputOptions {
  readonly name?: string
  readonly allow?: readonly string[] | false
  readonly acl?: readonly string[] | false
  readonly network?: readonly string[] | false
  readonly contentType?: readonly string[] | false
  readonly rate?: string | false
  readonly maxBytes?: number | false
  readonly maxExpiresIn?: number | false
  readonly expires?: number | false
  readonly oidcSubject?: string | false
}

/** `signpost token set`: changes the name, the limits or the expiry of a token. */
export const tokenSet = addJsonInput(
  createAccountCommand('set', 'change the name, the limits or the expiry of an API token'),
)
  .argument('<id>', 'id of the token, as `signpost token list` shows it')
  .option('--name <name>', 'another name', parseName)
  .addOption(createFieldOption('--allow <rule>', restrictionFields.allow))
  .option('--no-allow', 'remove its rules: it may sign for everything that its account may')
  .option('--expires <time>', 'when the token expires: 90d, 1y, 2027-01-31 or a full time', parseFuture)
  .option('--no-expires', 'let it never expire')
  .addOption(
    createDurationOption(
      '--max-expires-in <duration>',
      'longest lifetime of a URL',
      restrictionFields.maxExpiresInSeconds,
    ),
  )
  .option('--no-max-expires-in', 'remove this limit')
  .addOption(createFieldOption('--acl <acl>', restrictionFields.acls))
  .option('--no-acl', 'allow every ACL')
  .option('--max-bytes <size>', 'maximum upload size, such as 5MB; S3 enforces the size of each upload', parseBytes)
  .option('--no-max-bytes', 'remove this limit')
  .addOption(createFieldOption('--content-type <type>', restrictionFields.contentTypes))
  .option('--no-content-type', 'allow every content type')
  .addOption(createFieldOption('--network <cidr>', restrictionFields.networks))
  .option('--no-network', 'allow requests from everywhere')
  .addOption(createFieldOption('--rate <rate>', restrictionFields.rate))
  .option('--no-rate', 'use the configured rate')
  .addOption(createFieldOption('--oidc-subject <subject>', subjectField))
  .option('--no-oidc-subject', 'let nobody use it by signing in')
  .addHelpText('after', '\nA list replaces the stored list. Fields without an option stay as they are.')
  .action(async (id: string, options: Options) => {
    await runActs(options, async (dependencies, output) => {
      const { name, allow, acl, network, contentType, rate, maxBytes, maxExpiresIn, expires, oidcSubject } = options
      const limits = { allow, acls: acl, networks: network, contentTypes: contentType, rate, maxBytes }
      const lives = { maxExpiresInSeconds: maxExpiresIn, expiresAt: expires }
      const given = { id, name, ...splitRemovals({ ...limits, ...lives, oidcSubject }) }
      const input = await readInput(options, setToken, given as Parameters<typeof setToken.run>[0])
      const result = await setToken.run(input, dependencies)
      output.result(result, reportChanges(`the token ${result.name}`, result.changes))
    })
  })
