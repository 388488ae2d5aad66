import { createFieldError } from '../admin/check-input.ts'
import { keyFields } from '../admin/credential-fields.ts'
import { findCredential } from '../admin/credential-record.ts'
import { listCredentials } from '../admin/list-credentials.ts'
import { removeCredential } from '../admin/remove-credential.ts'
import { renameCredential } from '../admin/rename-credential.ts'
import { requireOwn, rotateCredential } from '../admin/rotate-credential.ts'
import { presets } from '../core/preset.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { credentialAdd } from './credential-add.ts'
import { credentialPolicy } from './credential-policy.ts'
import { credentialSet } from './credential-set.ts'
import { credentialShow } from './credential-show.ts'
import { credentialTest } from './credential-test.ts'
import { reportChanges } from './describe-fields.ts'
import { addJsonInput, type JsonInputOptions, readInput } from './json-input.ts'
import { addListing, addSearch, type SearchOptions } from './list-command.ts'
import { createFieldOption, parseFuture, parseName } from './option-parsers.ts'
import { formatExpiry, formatTable, formatTime } from './output.ts'
import { confirmDestruction, readMissingSecrets, secretHelp } from './prompts.ts'
import { runActs } from './run-on-state.ts'

const list = addListing<SearchOptions>(
  addSearch(createAccountCommand('list', 'list the stored credentials'), listCredentials.input.properties),
  async ({ input, dependencies, output }, { search, order }) => {
    const page = await listCredentials.run({ ...input, search, order }, dependencies)
    const problems = page.credentials.flatMap(({ name, secret, secretProblem }) => {
      if (secretProblem === undefined) return []
      // If no secret could be checked, the reason is the same for all.
      return [secret === 'unchecked' ? secretProblem : `${name}: ${secretProblem}`]
    })
    for (const problem of new Set(problems)) output.note(problem)
    const now = dependencies.clock()
    for (const { name, renewal, expiresAt } of page.credentials) {
      if (renewal !== undefined && renewal.state !== 'good') output.note(`${name}: ${renewal.text}`)
      if (renewal === undefined && expiresAt !== undefined && expiresAt <= now) {
        output.note(`${name}: its keys have expired. Store new ones with \`signpost credential rotate\`.`)
      }
    }
    const rows = page.credentials.map((credential) => [
      credential.name,
      credential.accessKeyId,
      credential.region,
      credential.preset === 'other' ? 'other' : presets[credential.preset].title,
      credential.publicEndpoint ?? credential.endpoint ?? '-',
      credential.signatureVersion,
      [...credential.bucketPatterns, ...(credential.isDefault ? ['(default)'] : [])].join(' ') || '-',
      credential.actions?.join(' ') ?? 'all',
      credential.guard ?? 'unknown',
      formatTime(credential.createdAt),
      formatExpiry(credential.expiresAt),
      credential.renewal === undefined ? '-' : `${credential.source?.from}: ${credential.renewal.state}`,
      credential.secret,
    ])
    return {
      page,
      text:
        rows.length === 0
          ? 'No credential is stored.'
          : formatTable([head, ...rows], { whole: ['NAME'], extra: extraColumns }),
    }
  },
)

/** Columns that a narrow terminal omits, the least important first. Without them the list fits most terminals. */
const extraColumns = ['SIGNATURE', 'CREATED', 'ACTIONS', 'GUARD', 'RENEWAL', 'EXPIRES', 'ENDPOINT', 'SECRET']

const head = [
  'NAME',
  'ACCESS KEY ID',
  'REGION',
  'STORE',
  'ENDPOINT',
  'SIGNATURE',
  'BUCKETS',
  'ACTIONS',
  'GUARD',
  'CREATED',
  'EXPIRES',
  'RENEWAL',
  'SECRET',
]

const rename = createAccountCommand('rename', 'give a credential another name')
  .argument('<name>', 'name of the credential')
  .argument('<new-name>', 'its new name', parseName)
  .action(async (name: string, newName: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const renamed = await renameCredential.run({ name, newName }, dependencies)
      output.result(renamed, reportChanges(`the credential ${newName}`, renamed.changes))
      if (renamed.changes.length === 0) return
      output.note(
        `Requests with credential=${name} are refused from now on, and must send credential=${newName}. Tokens, and roles that it assumes, refer to it by its id, and continue to work.`,
      )
    })
  })

interface RotateOptions extends AccountOptions, JsonInputOptions {
  readonly accessKeyId?: string
  readonly expiresAt?: number
  readonly unchecked?: boolean
  readonly force?: boolean
}

/** Signpost does not create keys. */
const keyIdRule =
  'is required: create a new access key at the store, and pass its ID. Its secret is read from SIGNPOST_SECRET_ACCESS_KEY, standard input or a prompt'

const rotate = addJsonInput(createAccountCommand('rotate', 'replace the keys of a credential'))
  .argument('<name>', 'name of the credential')
  .addOption(createFieldOption('--access-key-id <id>', keyFields.accessKeyId))
  .option(
    '--expires-at <time>',
    'when the new keys expire, if they are temporary: a time, 12h or 2027-01-31',
    parseFuture,
  )
  .option('--unchecked', 'replace them even if S3 does not say whether it accepts the new keys')
  .option('--force', 'replace them even if S3 refuses the new keys')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: RotateOptions) => {
    await runActs(options, async (dependencies, output) => {
      // The credential is checked before the prompt for the secret.
      await requireOwn(name, dependencies)
      const { accessKeyId, expiresAt, unchecked, force } = options
      const given = { name, accessKeyId, expiresAt, unchecked, force } as Parameters<typeof rotateCredential.run>[0]
      const input = await readInput(options, rotateCredential, given)
      // So is the access key ID.
      if (input.accessKeyId === undefined) throw createFieldError('accessKeyId', keyIdRule)
      const secrets = await readMissingSecrets(input, options)
      const rotated = await rotateCredential.run({ ...input, ...secrets }, dependencies)
      const { check, explanation } = rotated
      if (check === 'unknown') output.note(`The new keys were stored unchecked. ${explanation}`)
      output.note(
        'Running servers use the new keys within 2 seconds. Do not delete the old keys at the store before the URLs that they signed have expired.',
      )
      const said = check === 'unknown' ? '' : ` ${explanation}`
      output.result(rotated, `Replaced the keys of ${name}: it signs with ${rotated.accessKeyId} now.${said}`)
    })
  })

const remove = createAccountCommand('remove', 'remove a credential')
  .argument('<name>', 'name of the credential')
  .option('--yes', 'do not ask for confirmation')
  .action(async (name: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      const { id } = await findCredential(name, dependencies)
      const left = describeOpenUploads(await dependencies.uploads.countOpen(dependencies.accountId, id))
      await confirmDestruction(`Remove the credential ${name}? Signpost cannot restore its secret.${left}`, options)
      const removed = await removeCredential.run({ name }, dependencies)
      if (removed.openUploads > 0) output.note(describeOpenUploads(removed.openUploads).trim())
      if (removed.leavesNoDefault) {
        output.note('No credential is the default now: Signpost signs only for buckets that a pattern covers.')
      }
      output.result(removed, `Removed the credential ${name}.`)
    })
  })

/** Says what happens to uploads in parts when their credential is removed; an empty text if there are none. */
function describeOpenUploads(count: number): string {
  if (count === 0) return ''
  const begun = count === 1 ? 'One open multipart upload was' : `${count} open multipart uploads were`
  return ` ${begun} begun with it. Without another credential for the bucket, Signpost can neither complete nor abort them, and their parts stay there.`
}

/** `signpost credential …` */
export const credentialCommands = [
  credentialAdd,
  list,
  credentialShow,
  credentialSet,
  rename,
  credentialTest,
  credentialPolicy,
  rotate,
  remove,
]
