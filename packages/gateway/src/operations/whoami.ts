import { Type } from 'typebox'
import { formatTime } from '../core/format-time.ts'
import type { TokenDescription } from '../tokens/describe-token.ts'
import { defineOperation } from './operation.ts'

const texts = (description: string) => Type.Array(Type.String(), { description })

/** `GET /awss3/whoami`: says what the token may do. */
export const whoami = defineOperation({
  name: 'whoami',
  method: 'GET',
  path: '/awss3/whoami',
  category: 'Tokens',
  effect: 'none',
  summary: 'Say what the token may do',
  description:
    'Returns the rules and the limits of the token that the request is sent with. It does not ask S3, so it does not say whether a bucket exists.',
  usage:
    'Call it first when you do not know which buckets and keys you may use. `rules` are written action:bucket/key, and a `*` at the end stands for any ending. Choose buckets and keys that match a rule.',
  input: {},
  result: Type.Object({
    tokenId: Type.String({ description: 'Id of the token in the audit log; not the token itself' }),
    kind: Type.Enum(['api_token', 'client_token'], {
      description: 'Kind of the token; a client token was made with an API token',
    }),
    expiresAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When the token expires; absent when it does not expire' }),
    ),
    actions: texts('Actions that the rules allow: `upload`, `download`, `list`, `delete`'),
    buckets: texts('Buckets that the rules name; `*` at the end stands for any ending'),
    rules: texts(
      'The rules of the token: action:bucket/key-prefix*. The action `*` stands for upload and download; a single `*` after the colon stands for every bucket and key',
    ),
    within: Type.Optional(texts('Only for a client token: the rules of its API token, which apply as well')),
    acls: Type.Optional(texts('ACLs that uploads may ask for, besides `private`; absent when any ACL is allowed')),
    maxExpiresIn: Type.Optional(Type.Integer({ description: 'Longest lifetime of a URL in seconds' })),
    maxBytes: Type.Optional(
      Type.Integer({ description: 'Most bytes of an upload; each upload has to state its size' }),
    ),
    contentTypes: Type.Optional(
      texts('Content types that uploads may have; each upload has to state its own. `image/*` stands for every image'),
    ),
    warnings: Type.Optional(texts('Absent when there is nothing to say')),
  }),
  examples: [
    {
      summary: 'A token for the uploads of one folder',
      params: {},
      result: {
        tokenId: 'tok_9e107d9d372bb6826bd81d35',
        kind: 'api_token',
        actions: ['upload', 'list'],
        buckets: ['my-bucket'],
        rules: ['upload:my-bucket/incoming/*', 'list:my-bucket/incoming/*'],
        maxBytes: 5_000_000,
        contentTypes: ['image/*'],
      },
    },
  ],
  requires: () => [],
  handle: (_params, _accesses, { describeToken }) => ({ result: toResult(describeToken()), signings: [] }),
})

function toResult({
  expiresAt,
  within,
  acls,
  maxExpiresInSeconds,
  maxBytes,
  contentTypes,
  ...token
}: TokenDescription) {
  const [types] = contentTypes
  return {
    tokenId: token.id,
    kind: token.isClientToken ? ('client_token' as const) : ('api_token' as const),
    ...(expiresAt === undefined ? {} : { expiresAt: formatTime(expiresAt) }),
    actions: [...token.actions],
    buckets: [...new Set(token.rules.map(toBucket))],
    rules: [...token.rules],
    ...(within === undefined ? {} : { within: [...within] }),
    ...(acls === undefined ? {} : { acls: [...acls] }),
    ...(maxExpiresInSeconds === undefined ? {} : { maxExpiresIn: maxExpiresInSeconds }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(types === undefined ? {} : { contentTypes: [...types] }),
  }
}

/** `upload:my-bucket/incoming/*` → `my-bucket`, `download:*` → `*` */
function toBucket(rule: string): string {
  return rule.slice(rule.indexOf(':') + 1).split('/', 1)[0] ?? ''
}
