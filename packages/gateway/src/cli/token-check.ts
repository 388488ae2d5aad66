import { cannedAcls } from '@signpost/presign'
import { InvalidArgumentError, Option } from 'commander'
import { checkToken } from '../admin/check-token.ts'
import { restrictionFields } from '../admin/token-record.ts'
import { actions } from '../core/actions.ts'
import { parseBytes } from './byte-size.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { createFieldOption, parseDurationSeconds } from './option-parsers.ts'
import { runActs } from './run-on-state.ts'

type CheckInput = Parameters<typeof checkToken.run>[0]

interface CheckOptions extends AccountOptions, Pick<CheckInput, 'id' | 'allow' | 'maxBytes' | 'size' | 'acl'> {
  readonly contentType?: string
  readonly credential?: string
  readonly expiresIn?: number
}

/** `signpost token check`: says whether a token, or one with the given rules, may do something, and why. */
export const tokenCheck = createAccountCommand('check', 'say whether a token may do something, and why')
  .argument(
    '<request>',
    'the request, written like a rule: upload:my-bucket/incoming/a.png, list:my-bucket/',
    parseRequest,
  )
  .option('--id <id>', 'the token; by default a token with the rules of the other options')
  .addOption(createFieldOption('--allow <rule>', restrictionFields.allow))
  .option('--max-bytes <size>', 'the maximum upload size that the token allows', parseBytes)
  .option('--size <size>', 'size of the upload', parseBytes)
  .option('--content-type <type>', 'content type of the upload')
  .addOption(new Option('--acl <acl>', 'ACL of the upload').choices([...cannedAcls]))
  .option('--expires-in <duration>', 'requested lifetime of the URL', parseDurationSeconds)
  .option('--credential <name>', 'credential that the request names')
  .action(async (request: ReturnType<typeof parseRequest>, options: CheckOptions) => {
    await runActs(options, async (dependencies, output) => {
      const { id, allow, maxBytes, size, contentType, acl, credential, expiresIn } = options
      const asked = { ...request, id, allow, maxBytes, size, contentType, acl, credential, expiresInSeconds: expiresIn }
      const found = await checkToken.run(asked, dependencies)
      if (!found.isAllowed) process.exitCode = 1
      const lines = [
        found.isAllowed ? found.message : `Not allowed: ${found.message}`,
        ...found.conditions,
        ...(found.expiresInSeconds === undefined ? [] : [`The URL is valid for ${found.expiresInSeconds} seconds.`]),
        ...found.warnings,
      ]
      output.result(found, lines.join('\n'))
    })
  })

/** Parses `action:bucket/key`. Unlike a rule, a request names a single key. */
function parseRequest(text: string): Pick<CheckInput, 'action' | 'bucket' | 'key'> {
  const [, name, bucket, key] = /^(\w+):([^/]+)(?:\/(.*))?$/s.exec(text) ?? []
  const action = actions.find((one) => one === name)
  if (action === undefined || bucket === undefined) {
    throw new InvalidArgumentError(
      `must be action:bucket/key, such as upload:my-bucket/a.png; actions are ${actions.join(', ')}`,
    )
  }
  return { action, bucket, ...(key === undefined || key === '' ? {} : { key }) }
}
