import { showCredential } from '../admin/show-credential.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatRecord } from './describe-fields.ts'
import { formatTime } from './output.ts'
import { runActs } from './run-on-state.ts'

/** `signpost credential show`: shows everything about a credential except its secret, and which tokens use it. */
export const credentialShow = createAccountCommand('show', 'show everything about a credential except its secret')
  .argument('<name>', 'name of the credential')
  .action(async (name: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const credential = await showCredential.run({ name }, dependencies)
      const { renewal, examination, usedBy, usedByCount, ...fields } = credential
      const users = usedBy.slice(0, mostNamed).map((token) => `${token.name} (${token.id})`)
      const more = usedByCount - users.length
      const told = {
        renewal: renewal?.text,
        examined: examination === undefined ? undefined : `${formatTime(examination.at)} UTC: ${examination.state}`,
        usedBy: users.length === 0 ? 'no token' : users.join(', ') + (more > 0 ? ` and ${more} more` : ''),
      }
      output.result(credential, formatRecord({ ...fields, ...told }))
    })
  })

/** How many tokens are named in the text; `--json` has more. */
const mostNamed = 5
