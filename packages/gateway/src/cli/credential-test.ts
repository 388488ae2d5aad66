import { checkCors } from '../admin/check-cors.ts'
import { corsFields } from '../admin/cors-fields.ts'
import { testCredential } from '../admin/test-credential.ts'
import { testStore } from '../admin/test-store.ts'
import { unusableStates } from '../admin/unusable-keys.ts'
import { guardDescriptions, openStoreAdvice } from '../core/guarded-headers.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { describeCors } from './cors-commands.ts'
import { doInterruptibly } from './interruption.ts'
import { createFieldOption } from './option-parsers.ts'
import { runActs } from './run-on-state.ts'

interface TestOptions extends AccountOptions {
  readonly bucket?: string
  readonly writeTo?: string
  readonly origin?: string
}

/** `signpost credential test`: asks S3 whether a credential works. */
export const credentialTest = createAccountCommand('test', 'check a credential against S3')
  .argument('<name>', 'name of the credential')
  .option('--bucket <bucket>', 'a bucket to check the rights to')
  .option(
    '--write-to <bucket/prefix>',
    'test what the store can do: writes a few small objects there, and deletes them again',
  )
  .addOption(createFieldOption('--origin <origin>', corsFields.origin))
  .action(async (name: string, options: TestOptions) => {
    await runActs(options, async (dependencies, output) => {
      const { writeTo, origin, bucket } = options
      if (writeTo !== undefined) {
        const trial = await doInterruptibly('The objects of the test were deleted again.', output, (signal) => {
          function onProgress(done: number, total: number): void {
            signal.throwIfAborted()
            output.progress(done, total, `Tested ${done} of ${total} features`)
          }
          return testStore.run({ name, writeTo }, { ...dependencies, onProgress })
        })
        if (trial.problem !== undefined || trial.left.length > 0) process.exitCode = 1
        output.result(trial, describeTrial(trial))
        return
      }
      const report = await testCredential.run({ name, bucket }, dependencies)
      // For a credential that does not work, the report says why already.
      const isAsked = origin !== undefined && report.status === 'good'
      const cors = isAsked ? await checkCors.run({ name, bucket, origin }, dependencies) : undefined
      if (report.status !== 'good' || cors?.status === 'refused') process.exitCode = 1
      const text = describeReport(report, { hasBucket: bucket !== undefined })
      if (cors === undefined) output.result(report, text)
      else output.result({ ...report, cors }, `${text}\n${describeCors(cors)}`)
    })
  })

type TestReport = Awaited<ReturnType<typeof testCredential.run>>

const states: Readonly<Partial<Record<TestReport['status'], string>>> = {
  bucket_missing: 'the bucket is missing',
  ...unusableStates,
}

function describeReport(report: TestReport, { hasBucket }: { readonly hasBucket: boolean }): string {
  const { name, status, explanation, guard, renewal } = report
  const more = status === 'good' && !hasBucket ? ' Use --bucket to check the rights to a bucket as well.' : ''
  const wasAsked = !(status in unusableStates)
  const guarded = guard === undefined ? unknownGuard : describeGuard(guard)
  const told = `${name}: ${states[status] ?? status}. ${explanation}${more}${wasAsked ? ` ${guarded}` : ''}`
  return renewal === undefined ? told : `${told}\n${renewal}`
}

const unknownGuard = 'Signpost could not find out how the store treats unsigned headers.'

function describeGuard(guard: NonNullable<TestReport['guard']>): string {
  return `The store ${guardDescriptions[guard]} (${guard}).${guard === 'open' ? ` ${openStoreAdvice}` : ''}`
}

/** Describes a trial with one line for each feature, so that failures stand out. */
function describeTrial({ name, problem, features, left }: Awaited<ReturnType<typeof testStore.run>>): string {
  if (problem !== undefined) return `${name}: nothing was tested, because ${problem}.`
  const lines = features.map(({ feature, isHeld, observed, isKnown }) => {
    const surprise = isKnown ? '' : '; Signpost’s table of stores says otherwise'
    return `${isHeld ? 'holds' : 'DOES NOT HOLD'} ${feature} (${observed})${surprise}`
  })
  const rest = left.map((key) => `could not be deleted: ${key}`)
  return [`${name}: what the store does with uploads`, ...lines, ...rest].join('\n')
}
