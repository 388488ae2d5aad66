import { createSigningCredential } from '../vault/signing-credentials.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { findCredential } from './find-credential.ts'
import { probeCredential } from './probe-credential.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost credential test`: asks S3 whether a credential works, and explains what is wrong. */
export const credentialTest = createAccountCommand('test', 'check a credential against S3')
  .argument('<name>', 'name of the credential')
  .option('--bucket <bucket>', 'a bucket to check the rights to')
  .action(async (name: string, options: AccountOptions & { readonly bucket?: string }) => {
    await runOnState(options, async (state, output) => {
      const credential = await findCredential(state, name)
      const ownBucket = credential.bucketPatterns.find((pattern) => !pattern.endsWith('*'))
      const target = createSigningCredential(credential, state.ring)
      const report = await probeCredential(target, options.bucket ?? ownBucket, state.config)
      if (report.verdict !== 'good') process.exitCode = 1
      output.result({ name, ...report }, `${name}: ${report.verdict}. ${report.explanation}`)
    })
  })
