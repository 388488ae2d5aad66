import type { Credential } from '../core/model.ts'
import { presets } from '../core/preset.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import type { VaultErrorCode } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable, formatTime, type Output } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential list`: the stored credentials, without their secrets. */
export const credentialList = createAccountCommand('list', 'list the stored credentials').action(
  async (options: AccountOptions) => {
    await runOnState(options, async ({ database, account, ring }, output) => {
      const stored = await database.credentials.list(account.id)
      const describeSecret = createSecretCheck(ring, output)
      const credentials = stored.map((credential) => {
        const { sealedSecret: _, accountId: __, ...shown } = credential
        return { ...shown, secret: describeSecret(credential) }
      })
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
        credential.secret,
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
        'SECRET',
      ]
      output.result(credentials, rows.length === 0 ? 'No credential is stored.' : formatTable([head, ...rows]))
    })
  },
)

/** Whether a secret opens: why it does not, or `unchecked` when the master key itself cannot be had. */
type SecretStatus = 'good' | 'unchecked' | VaultErrorCode

/** Makes the check of secrets. The list is also for those who look for what is wrong, so it fails for none of it. */
function createSecretCheck(ring: KeyRing, output: Output): (credential: Credential) => SecretStatus {
  try {
    ring.find('')
  } catch (error) {
    output.note(`The secrets are not checked. ${(error as Error).message}`)
    return () => 'unchecked'
  }
  return (credential) => {
    const problem = findSecretProblem(credential, ring)
    if (problem !== undefined) output.note(`${credential.name}: ${problem.message}.`)
    return problem?.code ?? 'good'
  }
}
