import { showPolicy } from '../admin/show-policy.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable } from './output.ts'
import { runActs } from './run-on-state.ts'

/**
 * `signpost credential policy`: writes the smallest policy for everything that tokens may ask of a credential. If there is one policy,
 * standard output contains nothing else.
 */
export const credentialPolicy = createAccountCommand(
  'policy',
  'write the smallest policy for the keys of a credential, from the tokens that may use it',
)
  .argument('<name>', 'name of the credential')
  .action(async (name: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const policy = await showPolicy.run({ name }, dependencies)
      const { documents, advice, rights, tokens } = policy
      const optional = rights.filter(({ isOptional }) => isOptional)
      output.note(`Made from ${tokens === 1 ? 'one token' : `${tokens} tokens`} that may use ${name}.`)
      for (const { title, where } of documents) output.note(`${title}: ${where}`)
      for (const sentence of advice) output.note(sentence)
      if (documents.length > 0 && optional.length > 0) output.note(`Not in the policy:\n${formatRights(optional)}`)
      const text =
        documents.length === 0
          ? formatRights(rights)
          : documents
              .map(({ title, text: document }) => (documents.length === 1 ? document : `${title}\n${document}`))
              .join('\n\n')
      output.result(policy, text === '' ? 'It needs no rights.' : text)
    })
  })

function formatRights(rights: Awaited<ReturnType<typeof showPolicy.run>>['rights']): string {
  if (rights.length === 0) return ''
  const rows = rights.map(({ right, resources, neededFor }) => [right, resources.join(' '), neededFor])
  return formatTable([['RIGHT', 'ON', 'NEEDED FOR'], ...rows])
}
