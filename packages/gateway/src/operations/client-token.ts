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
/** Far more entries than fit into a token. */
const mostEntries = 100

const list = (description: string) => ({ description, minItems: 1, maxItems: mostEntries })

const allow = Type.Array(
  defineText({ description: 'action:bucket/key-prefix*, such as upload:my-bucket/incoming/*' }, findAllowRuleProblem),
  list(
    'What the token may be used for, as rules: `upload:my-bucket/incoming/*`; each must lie within a rule of the API token',
  ),
)
const contentTypes = Type.Array(
  defineText({ description: 'image/png, or image/* for every image' }, findContentTypeProblem),
  list('Content types that uploads may have: `image/png`, or `image/*`; S3 refuses an upload with another type'),
)
const origins = Type.Array(
  defineText({ description: 'An origin: https://app.example.com' }, findOriginProblem),
  list(
    'Origins of the web pages that may use the token: `https://app.example.com`; a request from any other origin, or without an origin, is refused',
  ),
)

/** `POST /awss3/client-token`: a token for a web page, narrower than the API token that it is made with. */
export const clientToken = defineOperation({
  name: 'client_token',
  method: 'POST',
  path: '/awss3/client-token',
  category: 'Tokens',
  effect: 'sign',
  summary: 'Make a token for a web page',
  description:
    'Returns a token with which a web page or an app can call this API directly, over CORS. It allows what its rules say, within what the API token allows. It expires after a short time, or earlier together with the API token. It is not stored, and cannot be revoked on its own: revoking the API token ends it. Anyone who holds it can read what it allows.',
  usage:
    'Use it when a web page or another program is to upload or download on its own: give it the client token, never your own token.',
  input: {
    body: Type.Object({
      allow,
      expires_in: Type.Optional(
        Type.Integer({
          default: defaultLifeInSeconds,
          minimum: 1,
          maximum: dayInSeconds,
          description: 'Lifetime of the token in seconds. No URL that it signs has a longer lifetime',
        }),
      ),
      max_bytes: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Most bytes of an upload; S3 refuses a larger one',
          'x-rule': 'must be a whole number of bytes, 1 or more',
        }),
      ),
      content_types: Type.Optional(contentTypes),
      origins: Type.Optional(origins),
    }),
  },
  result: Type.Object({
    clientToken: Type.String({ description: 'The token; send it like any other token' }),
    expiresAt: Type.String({ format: 'date-time', description: 'When the token expires' }),
    allow: Type.Array(Type.String(), { description: 'The rules of the token' }),
    maxBytes: Type.Optional(
      Type.Integer({ description: 'Most bytes of an upload: the limit of this token or of the API token' }),
    ),
    contentTypes: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Content types that uploads may have: those of this token or of the API token',
      }),
    ),
    origins: Type.Optional(
      Type.Array(Type.String(), { description: 'Origins of the web pages that may use the token' }),
    ),
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
      warnings: isCut ? ['The client token expires earlier than requested, together with its API token.'] : [],
    }
  },
})
