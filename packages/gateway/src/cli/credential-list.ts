import { listCredentials } from '../admin/list-credentials.ts'
import { presets } from '../core/preset.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { addPageOptions, type PageOptions, printPage } from './page-options.ts'
import { runActs } from './run-acts.ts'

/** `signpost credential list`: the stored credentials, without their secrets. */
export const credentialList = addPageOptions(
  createAccountCommand('list', 'list the stored credentials'),
  'credentials',
).action(async (options: AccountOptions & PageOptions) => {
  await runActs(options, async (dependencies, output) => {
    const { limit, cursor } = options
    const page = await listCredentials.run({ limit, cursor }, dependencies)
    const problems = page.credentials.flatMap(({ name, secret, secretProblem }) => {
      if (secretProblem === undefined) return []
      // When nothing could be checked, the reason is the same for all.
      return [secret === 'unchecked' ? secretProblem : `${name}: ${secretProblem}`]
    })
    for (const problem of new Set(problems)) output.note(problem)
    const rows = page.credentials.map((credential) => [
      credential.name,
      credential.accessKeyId,
      credential.region,
      presets[credential.preset].title,
      credential.publicEndpoint ?? credential.endpoint ?? '-',
      credential.signatureVersion,
      [...credential.bucketPatterns, ...(credential.isDefault ? ['(default)'] : [])].join(' ') || '-',
      formatTime(credential.createdAt),
      formatTime(credential.expiresAt),
      credential.secret,
    ])
    printPage(output, options, page, rows.length === 0 ? 'No credential is stored.' : formatTable([head, ...rows]))
  })
})

const head = [
  'NAME',
  'ACCESS KEY ID',
  'REGION',
  'STORE',
  'ENDPOINT',
  'SIGNATURE',
  'BUCKETS',
  'CREATED',
  'EXPIRES',
  'SECRET',
]
