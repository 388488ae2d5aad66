import { createToken } from '../admin/create-token.ts'
import { restrictionFields } from '../admin/token-record.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { parseDurationSeconds } from './duration.ts'
import { collectBy, parseBy, parseName } from './field-parsers.ts'
import { formatTime } from './output.ts'
import { runActs } from './run-acts.ts'

interface Options extends AccountOptions {
  readonly allow?: readonly string[]
  readonly expires?: number
  readonly maxExpiresIn?: number
  readonly acl?: Parameters<typeof createToken.run>[0]['acls']
  readonly network?: readonly string[]
  readonly rate?: string
}

const { allow, acls, networks, rate } = restrictionFields

/** `signpost token create`: makes an API token, shown this once. */
export const tokenCreate = createAccountCommand('create', 'make an API token')
  .argument('<name>', 'name of the token, for the list and the log', parseName)
  .option(
    '--allow <rule>',
    'action:bucket/key-prefix*, e.g. upload:my-bucket/incoming/* (repeatable)',
    collectBy(allow.items),
  )
  .option('--expires <duration>', 'end of the token, e.g. 90d', parseDurationSeconds)
  .option('--max-expires-in <duration>', 'longest life of a URL, e.g. 1h', parseDurationSeconds)
  .option('--acl <acl>', 'ACL that uploads may ask for, beside private (repeatable)', collectBy(acls.items))
  .option('--network <cidr>', 'network that requests may come from (repeatable)', collectBy(networks.items))
  .option('--rate <rate>', 'own rate instead of the configured one, e.g. 50/s, 600/m:50 or off', parseBy(rate))
  .action(async (name: string, options: Options) => {
    await runActs(options, async (dependencies, output) => {
      const created = await createToken.run(
        {
          name,
          allow: options.allow,
          acls: options.acl,
          maxExpiresInSeconds: options.maxExpiresIn,
          networks: options.network,
          rate: options.rate,
          expiresInSeconds: options.expires,
        },
        dependencies,
      )
      if (options.allow === undefined) {
        output.note(
          'The token may sign for every bucket and key that the account may. Narrow one with --allow, for example --allow "upload:my-bucket/incoming/*".',
        )
      }
      output.note('This is the only time that the token is shown.')
      const { id, token, expiresAt } = created
      const end = expiresAt === null ? 'never' : formatTime(expiresAt)
      output.result(created, `${token}\n\nid       ${id}\nexpires  ${end}`)
    })
  })
