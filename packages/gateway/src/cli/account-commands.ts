import { addAccount } from '../admin/add-account.ts'
import { listAccounts } from '../admin/list-accounts.ts'
import { removeAccount, requireRemovable } from '../admin/remove-account.ts'
import { renameAccount } from '../admin/rename-account.ts'
import { showAccount } from '../admin/show-account.ts'
import { countNoun } from '../core/count-noun.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { reportChanges } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { addListing, addSearch, type SearchOptions } from './list-command.ts'
import { parseName } from './option-parsers.ts'
import { formatTable, formatTime } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs, runActsOrBegin } from './run-on-state.ts'

const add = addJsonInput(createCommand('add', 'create an account'))
  .argument('<name>', 'name of the account', parseName)
  .option('--if-absent', 'change nothing if the account exists')
  .action(async (name: string, options: CommonOptions & JsonInputOptions & { readonly ifAbsent?: boolean }) => {
    await runActsOrBegin(options, async (dependencies, output) => {
      const { ifAbsent } = options
      const account = await addAccount.run(await readInput(options, addAccount, { name, ifAbsent }), dependencies)
      const done = account.isNew ? 'Created the account' : 'The account exists already:'
      output.result(account, `${done} ${name}. Pass --account ${name} to credential and token commands.`)
    })
  })

const listCommand = addSearch(createCommand('list', 'list the accounts'))
const list = addListing<SearchOptions>(listCommand, async ({ input, dependencies }, { search, order }) => {
  const page = await listAccounts.run({ ...input, search, order }, dependencies)
  const rows = page.accounts.map(({ id, name, createdAt }) => [id, name, formatTime(createdAt)])
  return { page, text: formatTable([['ID', 'NAME', 'CREATED'], ...rows]) }
})

const rename = createCommand('rename', 'give an account another name')
  .argument('<name>', 'name of the account')
  .argument('<new-name>', 'its new name', parseName)
  .action(async (name: string, newName: string, options: CommonOptions) => {
    await runActs(options, async (dependencies, output) => {
      const renamed = await renameAccount.run({ name, newName }, dependencies)
      output.result(renamed, reportChanges(`the account ${newName}`, renamed.changes))
    })
  })

const remove = createCommand('remove', 'remove an account with its credentials and tokens')
  .argument('<name>', 'name of the account')
  .option('--yes', 'do not ask for confirmation')
  .action(async (name: string, options: CommonOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      requireRemovable(name)
      const { credentials, tokens, openUploads } = await showAccount.run({ name }, dependencies)
      const uploads =
        openUploads === 0
          ? ''
          : ` It has open multipart uploads (${openUploads}). Their parts stay in their buckets, and Signpost will no longer abort them.`
      const question = `Remove the account ${name} with ${countNoun(credentials, 'credential')} and ${countNoun(tokens, 'token')}?${uploads}`
      await confirmDestruction(question, options)
      output.result(await removeAccount.run({ name }, dependencies), `Removed the account ${name}.`)
    })
  })

/** `signpost account …` */
export const accountCommands = [add, list, rename, remove]
