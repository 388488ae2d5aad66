import { testCredential } from '../admin/test-credential.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { runActs } from './run-acts.ts'

/** `signpost credential test`: asks S3 whether a credential works, and explains what is wrong. */
export const credentialTest = createAccountCommand('test', 'check a credential against S3')
  .argument('<name>', 'name of the credential')
  .option('--bucket <bucket>', 'a bucket to check the rights to')
  .action(async (name: string, options: AccountOptions & { readonly bucket?: string }) => {
    await runActs(options, async (dependencies, output) => {
      const report = await testCredential.run({ name, bucket: options.bucket }, dependencies)
      if (report.status !== 'good') process.exitCode = 1
      output.result(report, `${name}: ${report.status}. ${report.explanation}`)
    })
  })
