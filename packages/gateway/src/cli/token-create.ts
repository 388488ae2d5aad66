import { cannedAcls, maxExpiresInSeconds } from '@signpost/presign'
import { InvalidArgumentError } from 'commander'
import { newId } from '../core/ids.ts'
import type { Token, TokenRestrictions } from '../core/model.ts'
import { parseNetworks } from '../core/network.ts'
import { findRateProblem } from '../core/rate.ts'
import { parseAllowRule } from '../tokens/allow-rule.ts'
import { generateToken, hashToken } from '../tokens/token-format.ts'
import { type AccountOptions, collect, createAccountCommand, parseName } from './common-options.ts'
import { parseDurationSeconds } from './duration.ts'
import { formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends AccountOptions {
  readonly allow?: readonly string[]
  readonly expires?: number
  readonly maxExpiresIn?: number
  readonly acl?: readonly string[]
  readonly network?: readonly string[]
  readonly rate?: string
}

/** `signpost token create`: makes an API token, shown this once. */
export const tokenCreate = createAccountCommand('create', 'make an API token')
  .argument('<name>', 'name of the token, for the list and the log', parseName)
  .option(
    '--allow <rule>',
    'action:bucket/key-prefix*, e.g. upload:my-bucket/incoming/* (repeatable)',
    checked(parseAllowRule),
  )
  .option('--expires <duration>', 'end of the token, e.g. 90d', parseDurationSeconds)
  .option('--max-expires-in <duration>', 'longest life of a URL, e.g. 1h', parseMaxExpiresIn)
  .option('--acl <acl>', 'ACL that uploads may ask for, beside private (repeatable)', checked(parseAcl))
  .option(
    '--network <cidr>',
    'network that requests may come from (repeatable)',
    checked((text) => parseNetworks([text])),
  )
  .option('--rate <rate>', 'own rate instead of the configured one, e.g. 50/s, 600/m:50 or off', parseOwnRate)
  .action(async (name: string, options: Options) => {
    await runOnState(options, async ({ database, account }, output) => {
      const limits: TokenRestrictions = {
        ...(options.allow === undefined ? {} : { allow: options.allow }),
        ...(options.acl === undefined ? {} : { acls: options.acl }),
        ...(options.maxExpiresIn === undefined ? {} : { maxExpiresInSeconds: options.maxExpiresIn }),
        ...(options.network === undefined ? {} : { networks: options.network }),
        ...(options.rate === undefined ? {} : { rate: options.rate }),
      }
      const createdAt = Date.now()
      const text = generateToken()
      const token: Token = {
        id: newId('tok'),
        accountId: account.id,
        name,
        hash: hashToken(text),
        limits,
        createdAt,
        ...(options.expires === undefined ? {} : { expiresAt: createdAt + options.expires * 1000 }),
      }
      await database.tokens.insert(token)
      if (options.allow === undefined) {
        output.note(
          'The token may sign for every bucket and key that the account may. Narrow one with --allow, for example --allow "upload:my-bucket/incoming/*".',
        )
      }
      output.note('This is the only time that the token is shown.')
      const { id, expiresAt } = token
      output.result({ id, name, token: text, limits, expiresAt: expiresAt ?? null }, describe(text, id, expiresAt))
    })
  })

function describe(text: string, id: string, expiresAt: number | undefined): string {
  return `${text}\n\nid       ${id}\nexpires  ${expiresAt === undefined ? 'never' : formatTime(expiresAt)}`
}

/** Collects a repeatable option whose values a parser must accept. */
function checked(parse: (text: string) => unknown) {
  return (text: string, former?: readonly string[]): string[] => {
    try {
      parse(text)
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message)
    }
    return collect(text, former)
  }
}

function parseAcl(text: string): void {
  if (!(cannedAcls as readonly string[]).includes(text)) throw new Error(`The ACLs are ${cannedAcls.join(', ')}.`)
}

function parseMaxExpiresIn(text: string): number {
  const seconds = parseDurationSeconds(text)
  if (seconds > maxExpiresInSeconds) throw new InvalidArgumentError('S3 accepts 7 days (7d) at most.')
  return seconds
}

function parseOwnRate(text: string): string {
  const problem = findRateProblem(text)
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`)
  return text
}
