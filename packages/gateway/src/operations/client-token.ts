import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { formatTime } from '../core/format-time.ts'
import { findOriginProblem } from '../core/origin.ts'
import { findAllowRuleProblem } from '../tokens/allow-rule.ts'
import { findContentTypeProblem } from '../tokens/content-type.ts'
import { clientTokenExample } from './client-token-example.ts'
import { defineOperation } from './operation.ts'

const dayInSeconds = 86_400
const defaultLifeInSeconds = 3600
/** Far more than fit into a token. */
const mostEntries = 100

const list = (description: string) => ({ description, minItems: 1, maxItems: mostEntries })

const allow = Type.Array(
  defineText({ description: 'action:bucket/key-prefix*, such as upload:my-bucket/incoming/*' }, findAllowRuleProblem),
  list('What it may be used for, as rules: `upload:my-bucket/incoming/*`; each within one of the API token’s'),
)
const contentTypes = Type.Array(
  defineText({ description: 'image/png, or image/* for every image' }, findContentTypeProblem),
  list('Content types that uploads may have: `image/png`, or `image/*`; S3 holds each upload to its own'),
)
const origins = Type.Array(
  defineText({ description: 'An origin: https://app.example.com' }, findOriginProblem),
  list('Origins of the pages that may use it: `https://app.example.com`; a request without one of them is refused'),
)

/** `POST /awss3/client-token`: a token for a page, narrower than the API token that it is made with. */
export const clientToken = defineOperation({
  name: 'client_token',
  method: 'POST',
  path: '/awss3/client-token',
  category: 'Tokens',
  effect: 'sign',
  summary: 'Make a token for a page',
  description:
    'Gives a token that a web page or an app can call this API with by itself, over CORS. It allows what the rules say, within what the API token allows, and ends soon: by itself, and together with the API token. It is not stored, and cannot be taken back alone. Whoever holds it can read what it allows.',
  usage:
    'Use it when a web page or another program shall upload or download by itself: give it the client token, never your own token.',
  input: {
    body: Type.Object({
      allow,
      expires_in: Type.Optional(
        Type.Integer({
          default: defaultLifeInSeconds,
          minimum: 1,
          maximum: dayInSeconds,
          description: 'Lifetime of the token in seconds. No URL that it signs lives longer than that',
        }),
      ),
      max_bytes: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Most bytes of an upload; S3 holds each upload to it',
          'x-rule': 'must be a whole number of bytes, 1 or more',
        }),
      ),
      content_types: Type.Optional(contentTypes),
      origins: Type.Optional(origins),
    }),
  },
  result: Type.Object({
    clientToken: Type.String({ description: 'The token; send it as every other' }),
    expiresAt: Type.String({ format: 'date-time', description: 'When it ends' }),
    allow: Type.Array(Type.String(), { description: 'Its rules' }),
    maxBytes: Type.Optional(Type.Integer({ description: 'Most bytes of an upload, its own or the API token’s' })),
    contentTypes: Type.Optional(
      Type.Array(Type.String(), { description: 'Content types of uploads, its own or the API token’s' }),
    ),
    origins: Type.Optional(Type.Array(Type.String(), { description: 'Origins of the pages that may use it' })),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
    ),
  }),
  examples: [clientTokenExample],
  isStrict: true,
  requires: () => [],
  handle(params, _accesses, { issueClientToken }) {
    const { allow, expires_in: expiresInSeconds = defaultLifeInSeconds, max_bytes: maxBytes } = params
    const asked = { allow, expiresInSeconds, maxBytes, contentTypes: params.content_types, origins: params.origins }
    const issued = issueClientToken(asked)
    const isCut = issued.expiresAt - issued.issuedAt < expiresInSeconds * 1000
    return {
      result: {
        clientToken: issued.text,
        expiresAt: formatTime(issued.expiresAt),
        allow: [...issued.allow],
        ...(issued.maxBytes === undefined ? {} : { maxBytes: issued.maxBytes }),
        ...(issued.contentTypes === undefined ? {} : { contentTypes: [...issued.contentTypes] }),
        ...(issued.origins === undefined ? {} : { origins: [...issued.origins] }),
      },
      signings: [],
      clientToken: issued.fingerprint,
      warnings: isCut ? ['The client token ends earlier than asked for, together with its API token.'] : [],
    }
  },
})
