import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { type Preset, presets } from '../core/preset.ts'
import { createBucketProbe } from '../s3/bucket-probe.ts'
import { defineAct } from './act.ts'
import { askAsPage, type PageAnswer } from './ask-as-page.ts'
import { type StoreLine, toStoreFailure } from './ask-store.ts'
import {
  type CorsQuestion,
  type CorsReport,
  corsFields,
  corsReport,
  listPageMethods,
  openCorsQuestion,
  type PageNeed,
} from './cors-fields.ts'
import type { Needs } from './dependencies.ts'

/** Asks a store, as a browser would, whether the web pages of an origin may use a bucket, and says what is missing. */
export const checkCors = defineAct({
  name: 'check_cors',
  summary: 'Ask a store whether the web pages of an origin may use a bucket',
  role: 'operator',
  effect: 'read',
  input: Type.Object(corsFields),
  result: corsReport,
  async run(input, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock'>) {
    const question = await openCorsQuestion(input, dependencies)
    return dependencies.askStore((line) => askCors(line, question, dependencies))
  },
})

/**
 * Asks the store, and explains the answer.
 * @throws AppError if the bucket does not exist, S3 refuses the credential, or the store does not answer
 */
export async function askCors(
  { client, caller }: StoreLine,
  { target, need }: CorsQuestion,
  { clock }: Needs<'clock'>,
): Promise<CorsReport> {
  const { credential } = target
  const { bucket, origin } = need
  const probed = await createBucketProbe(caller, clock).probeBucket(target, bucket)
  if (probed.kind === 'missing')
    throw new AppError('bucket_not_found', { message: `S3 says that there is no bucket ${bucket}.` })
  if (probed.kind === 'refused') {
    const message = `S3 refuses the credential: ${probed.code}; \`signpost credential test ${credential.name}\` says more.`
    throw new AppError('credential_refused', { message })
  }
  if (probed.kind === 'unknown') {
    const message = `S3 did not say whether the bucket exists: ${probed.operatorReason ?? probed.reason}.`
    throw new AppError('store_error', { message })
  }
  try {
    const answer = await askAsPage(client, target, need, { now: clock(), region: probed.region })
    const status = answer.methods.every(({ isAllowed }) => isAllowed) ? 'allowed' : 'refused'
    const explanation = explain(answer, need, credential)
    return { name: credential.name, bucket, origin, status, explanation, ...answer }
  } catch (error) {
    throw toStoreFailure(error)
  }
}

function explain(answer: PageAnswer, need: PageNeed, credential: Credential): string {
  const { bucket, origin, headers } = need
  const { methods, exposesEtag } = answer
  const allowed = methods.filter(({ isAllowed }) => isAllowed).map(({ method }) => method)
  const may = `Pages of ${origin} may send ${allowed.join(', ')} to ${bucket}`
  if (allowed.length === methods.length) {
    const all = headers.length === 0 ? may : `${may}, with ${headers.join(', ')}`
    if (exposesEtag === 'yes') return `${all}, and read the ETag.`
    if (exposesEtag === 'unknown') return `${all}. The store did not show whether they may read the ETag.`
    return `${all}. Missing: they may not read the ETag, which Uppy and others need. ${adviseCors(credential, need, [])}`
  }
  const refused = methods.filter(({ isAllowed }) => !isAllowed)
  const observed = [...new Set(refused.map((one) => one.observed))].join('; ')
  const missing = describeMissing(refused)
  const what =
    allowed.length === 0 && missing.header === ''
      ? `Pages of ${origin} may send nothing to ${bucket}: no CORS rule is for this origin, or for any of these methods`
      : `Missing ${[missing.method, missing.header].filter((text) => text !== '').join(', and ')}`
  const rest = allowed.length === 0 ? '' : ` ${may}.`
  return `${what}. The store answered ${observed}.${rest} ${adviseCors(credential, need, refused)}`
}

type MethodAnswer = PageAnswer['methods'][number]

/** Describes the methods and headers that the CORS rules lack. A text is empty where they lack none. */
function describeMissing(refused: readonly MethodAnswer[]): { readonly method: string; readonly header: string } {
  const methods = refused.filter(({ missingHeaders }) => missingHeaders.length === 0)
  const withHeaders = refused.filter(({ missingHeaders }) => missingHeaders.length > 0)
  const name = (answers: readonly MethodAnswer[]) => answers.map(({ method }) => method).join(', ')
  const headers = [...new Set(withHeaders.flatMap(({ missingHeaders }) => missingHeaders))]
  return {
    method: methods.length === 0 ? '' : `the method ${name(methods)}`,
    header: headers.length === 0 ? '' : `the header ${headers.join(', ')} (with ${name(withHeaders)})`,
  }
}

/** Says how to allow what is missing, in whole sentences. */
function adviseCors(credential: Credential, need: PageNeed, refused: readonly MethodAnswer[]): string {
  const own = findOwnCors(credential)
  if (own?.isOnly === true) return own.advice
  const { bucket, origin, headers } = need
  const usual = listPageMethods(credential)
  const isUsual = need.methods.every((method) => usual.includes(method))
  const options = [
    ...(isUsual ? [] : refused.map(({ method }) => `--method ${method}`)),
    ...headers.filter((header) => header !== 'content-type').map((header) => `--header '${header}'`),
  ]
  const command = ['signpost cors set', credential.name, '--bucket', bucket, '--origin', origin, ...options].join(' ')
  return [`Allow it with \`${command}\`.`, ...(own === undefined ? [] : [own.advice])].join(' ')
}

/** How to set CORS at the store of a credential, where this works otherwise than through the S3 API. */
export function findOwnCors({ isSandbox, preset }: Credential): Preset['ownCors'] {
  return isSandbox ? sandboxCors : presets[preset].ownCors
}

const sandboxCors = {
  isOnly: true,
  advice:
    'The sandbox accepts requests only from web pages that this machine serves (http://localhost, http://127.0.0.1).',
} as const
