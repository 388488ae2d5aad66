import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { type CorsRule, extendCorsRules, listTexts } from '../s3/cors-rules.ts'
import { type CorsConfiguration, getBucketCors } from '../s3/requests/get-bucket-cors.ts'
import { putBucketCors } from '../s3/requests/put-bucket-cors.ts'
import { mayHaveHappened, S3Error } from '../s3/s3-error.ts'
import { defineAct } from './act.ts'
import { type StoreLine, toStoreFailure } from './ask-store.ts'
import { askCors, findOwnCors } from './check-cors.ts'
import { type CorsQuestion, corsFields, corsReport, openCorsQuestion } from './cors-fields.ts'
import type { Needs } from './dependencies.ts'
import { describeChange, toCredentialTarget } from './record-change.ts'

const ruleField = Type.Object({
  id: Type.Optional(Type.String()),
  origins: Type.Array(Type.String()),
  methods: Type.Array(Type.String()),
  headers: Type.Array(Type.String()),
  exposedHeaders: Type.Array(Type.String()),
  maxAgeSeconds: Type.Optional(Type.Integer()),
})

/**
 * Lets the web pages of an origin use a bucket: adds the least that they need to its CORS rules. Existing rules stay. It sets nothing
 * if the store already allows these pages.
 */
export const setCors = defineAct({
  name: 'set_cors',
  summary: 'Let the web pages of an origin use a bucket, by its CORS rules',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    ...corsFields,
    isPlan: Type.Optional(Type.Boolean({ description: 'Say what would be set, and set nothing' })),
  }),
  result: Type.Object({
    isChanged: Type.Boolean({ description: 'Whether rules were set, or would be' }),
    rules: Type.Array(ruleField, { description: 'All rules of the bucket after this; empty if they were not read' }),
    check: corsReport,
  }),
  async run(
    { isPlan = false, ...input },
    dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock' | 'actor' | 'administration'>,
  ) {
    const question = await openCorsQuestion(input, dependencies)
    return dependencies.askStore(async (line) => {
      const check = await askCors(line, question, dependencies)
      if (check.status === 'allowed' && check.exposesEtag === 'yes') return { isChanged: false, rules: [], check }
      const { credential } = question.target
      const own = findOwnCors(credential)
      if (own?.isOnly === true) throw new AppError('cors_elsewhere', { message: own.advice })
      const present = await readRules(line, question, dependencies)
      const rules = extendCorsRules(present.rules, question.need)
      const described = rules.map(describeRule)
      if (rules === present.rules) return { isChanged: false, rules: described, check }
      if (isPlan) return { isChanged: true, rules: described, check }
      const failure = await writeRules(line, question, { ...present, rules }, dependencies)
      if (failure === undefined || mayHaveHappened(failure)) {
        const field = `cors of ${question.need.bucket}`
        const [before, after] = [{ [field]: present.rules.map(describeRule) }, { [field]: described }]
        const change = { act: 'set_cors', target: toCredentialTarget(credential), before, after }
        await dependencies.administration.record(describeChange(change, dependencies))
      }
      if (failure !== undefined) throw toCorsFailure(failure, question)
      return { isChanged: true, rules: described, check: await askCors(line, question, dependencies) }
    })
  },
})

async function readRules(
  { caller }: StoreLine,
  question: CorsQuestion,
  { clock }: Needs<'clock'>,
): Promise<CorsConfiguration> {
  try {
    return await caller.call(question.target, getBucketCors(question.need), { now: clock() })
  } catch (error) {
    if (error instanceof S3Error && error.code === 'NoSuchCORSConfiguration') return { rules: [], rest: {} }
    throw toCorsFailure(error, question)
  }
}

/** @returns the error, if the request failed */
async function writeRules(
  { caller }: StoreLine,
  { target, need: { bucket } }: CorsQuestion,
  configuration: CorsConfiguration,
  { clock }: Needs<'clock'>,
): Promise<unknown> {
  try {
    return await caller.call(target, putBucketCors({ bucket, ...configuration }), { now: clock() })
  } catch (error) {
    return error
  }
}

/** Codes of stores that do not support the operation. Others mistake it for another operation. */
const foreignCodes: ReadonlySet<string> = new Set([
  'NotImplemented',
  'MethodNotAllowed',
  'NotSupported',
  'UnsupportedOperation',
])

function toCorsFailure(error: unknown, { target: { credential }, need }: CorsQuestion): unknown {
  if (!(error instanceof S3Error)) return toStoreFailure(error)
  const { advice } = findOwnCors(credential) ?? {}
  const isForeign =
    error.status < 300 || error.status === 501 || error.status === 405 || foreignCodes.has(error.code ?? '')
  const needed = `Needed for ${need.origin}: the methods ${need.methods.join(', ')}; the headers ${need.headers.join(', ') || '–'}; the exposed header ETag.`
  if (isForeign) {
    const what = advice ?? 'See the documentation of the store for its own CORS setting.'
    return new AppError('cors_elsewhere', { message: `${error.message}. ${what} ${needed}` })
  }
  if (error.status === 403) {
    const what =
      'The credential may not read or set the CORS rules of the bucket: grant it s3:GetBucketCORS and s3:PutBucketCORS, or set the rules in another way.'
    const message = [`${error.message}.`, what, ...(advice === undefined ? [] : [advice]), needed].join(' ')
    return new AppError('access_denied', { message })
  }
  return new AppError('store_error', {
    message: `${error.message}.${advice === undefined ? '' : ` ${advice}`}`,
  })
}

function describeRule(rule: CorsRule) {
  const [id] = listTexts(rule, 'ID')
  const maxAgeSeconds = Number.parseInt(listTexts(rule, 'MaxAgeSeconds')[0] ?? '', 10)
  return {
    ...(id === undefined ? {} : { id }),
    origins: [...listTexts(rule, 'AllowedOrigin')],
    methods: [...listTexts(rule, 'AllowedMethod')],
    headers: [...listTexts(rule, 'AllowedHeader')],
    exposedHeaders: [...listTexts(rule, 'ExposeHeader')],
    ...(Number.isNaN(maxAgeSeconds) ? {} : { maxAgeSeconds }),
  }
}
