import { presets } from '../core/preset.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential list`: the stored credentials, without their secrets. */
export const credentialList = createAccountCommand('list', 'list the stored credentials').action(
  async (options: AccountOptions) => {
    await runOnState(options, async ({ store, account }, output) => {
      const credentials = (await store.credentials.list(account.id)).map(
        ({ sealedSecret: _, accountId: __, ...shown }) => shown,
      )
      const rows = credentials.map((credential) => [
        credential.name,
        credential.accessKeyId,
        credential.region,
        presets[credential.preset].title,
        credential.publicEndpoint ?? credential.endpoint ?? '-',
        credential.signatureVersion,
        [...credential.bucketPatterns, ...(credential.isDefault ? ['(default)'] : [])].join(' ') || '-',
        formatTime(credential.createdAt),
        formatTime(credential.expiresAt),
      ])
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
      ]
      output.result(credentials, rows.length === 0 ? 'No credential is stored.' : formatTable([head, ...rows]))
    })
  },
)
