import { type CommonOptions, createCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential list`: the stored credentials, without their secrets. */
export const credentialList = createCommand('list', 'list the stored credentials').action(
  async (options: CommonOptions) => {
    await runOnState(options, async ({ store, account }, output) => {
      const credentials = (await store.credentials.list(account.id)).map(
        ({ sealedSecret: _, accountId: __, ...shown }) => shown,
      )
      const rows = credentials.map((credential) => [
        credential.name,
        credential.accessKeyId,
        credential.region,
        credential.endpoint ?? 'AWS',
        credential.signatureVersion,
        [...credential.bucketPatterns, ...(credential.isDefault ? ['(default)'] : [])].join(' ') || '-',
        formatTime(credential.createdAt),
      ])
      const head = ['NAME', 'ACCESS KEY ID', 'REGION', 'ENDPOINT', 'SIGNATURE', 'BUCKETS', 'CREATED']
      output.result(credentials, rows.length === 0 ? 'No credential is stored.' : formatTable([head, ...rows]))
    })
  },
)
