import type { Credential } from '../core/model.ts'
import type { State } from '../open-state.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { checkCredential, parseAccessKeyId, parseEnd, readCredentialSecret, secretHelp } from './credential-options.ts'
import { findCredential } from './find-credential.ts'
import { probeCredential } from './probe-credential.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends AccountOptions {
  readonly accessKeyId: string
  readonly expiresAt?: number
  readonly force?: boolean
}

/**
 * `signpost credential rotate`: puts new keys in place of a credential's keys. Running servers go over to them within a
 * second; until then the old ones, which are still good, sign.
 */
export const credentialRotate = createAccountCommand('rotate', 'swap the keys of a credential')
  .argument('<name>', 'name of the credential')
  .requiredOption('--access-key-id <id>', 'new access key ID', parseAccessKeyId)
  .option('--expires-at <time>', 'end of the new keys, when they are temporary', parseEnd)
  .option('--force', 'do it even when S3 refuses the new keys')
  .addHelpText('after', secretHelp)
  .action(async (name: string, options: Options) => {
    await runOnState(options, async (state, output) => {
      const stored = await findCredential(state, name)
      if (stored.isSandbox) throw new Error('The keys of the sandbox cannot be changed')
      const secret = await readCredentialSecret(options.expiresAt)
      const keys: Keys = {
        accessKeyId: options.accessKeyId,
        sealedSecret: sealCredentialSecret(secret, stored, state.ring),
        ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt }),
      }
      const rotated = replaceKeys(stored, keys)
      await checkCredential(rotated, secret, state.config)
      const ownBucket = stored.bucketPatterns.find((pattern) => !pattern.endsWith('*'))
      const report = await probeCredential(createSigningCredential(rotated, state.ring), ownBucket, state.config)
      if (report.verdict === 'refused' && options.force !== true) {
        throw new Error(`Nothing was changed. ${report.explanation} (--force does it all the same)`)
      }
      if (!(await storeKeys(state, stored, keys))) throw new Error(`The credential ${name} was removed meanwhile`)
      if (report.verdict === 'unknown') output.note(`The new keys were stored unchecked. ${report.explanation}`)
      output.note(
        'Keep the old keys alive for as long as URLs that they signed are to work; running servers use the new ones within a second.',
      )
      output.result(
        { id: stored.id, name, accessKeyId: keys.accessKeyId, check: report.verdict, explanation: report.explanation },
        `Swapped the keys of ${name}: it signs as ${keys.accessKeyId} now. ${report.explanation}`,
      )
    })
  })

/** What a rotation changes; without `expiresAt` the new keys have no end. */
type Keys = Pick<Credential, 'accessKeyId' | 'sealedSecret' | 'expiresAt'>

function replaceKeys({ expiresAt: _, ...kept }: Credential, keys: Keys): Credential {
  return { ...kept, ...keys }
}

/** Reads the rest anew: while the secret was asked for and checked, another credential may have become the default. */
async function storeKeys({ database, account }: State, { id }: Credential, keys: Keys): Promise<boolean> {
  const current = (await database.credentials.list(account.id)).find((credential) => credential.id === id)
  return current !== undefined && database.credentials.update(replaceKeys(current, keys))
}
