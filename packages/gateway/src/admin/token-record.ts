import { cannedAcls, maxExpiresInSeconds } from '@signpost/presign'
import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import type { Token, TokenState } from '../core/model.ts'
import { findNetworkProblem } from '../core/network.ts'
import { findRateProblem } from '../core/rate.ts'
import { findAllowRuleProblem } from '../tokens/allow-rule.ts'
import { findContentTypeProblem } from '../tokens/content-type.ts'
import { createFieldError, findFieldProblem } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { tokenIdField } from './fields.ts'

/** The fields that may restrict a token, each with its own grammar. */
export const restrictionFields = {
  allow: Type.Optional(
    Type.Array(
      defineText(
        { description: 'action:bucket/key-prefix*, such as upload:my-bucket/incoming/*' },
        findAllowRuleProblem,
      ),
      {
        description: 'What the token may sign for; by default everything that its account may',
      },
    ),
  ),
  acls: Type.Optional(
    Type.Array(Type.Enum([...cannedAcls]), { description: 'ACLs that uploads may ask for besides private' }),
  ),
  maxExpiresInSeconds: Type.Optional(
    Type.Integer({
      description: 'Longest lifetime of a URL, in seconds',
      minimum: 1,
      maximum: maxExpiresInSeconds,
      'x-rule': `must be a whole number of seconds from 1 to ${maxExpiresInSeconds}: S3 accepts 7 days (7d) at most`,
    }),
  ),
  maxBytes: Type.Optional(
    Type.Integer({
      description: 'Maximum size of an upload in bytes; S3 enforces the size of each upload',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      'x-rule': 'must be a whole number of bytes, 1 or more',
    }),
  ),
  contentTypes: Type.Optional(
    Type.Array(
      defineText(
        { description: 'A content type of uploads: image/png, or image/* for every image' },
        findContentTypeProblem,
      ),
      { description: 'Content types that uploads may have; S3 enforces the type of each upload', minItems: 1 },
    ),
  ),
  networks: Type.Optional(
    Type.Array(defineText({ description: 'A network in CIDR notation, or an address' }, findNetworkProblem), {
      description: 'Networks that requests may come from',
    }),
  ),
  rate: Type.Optional(
    defineText(
      { description: 'The token’s own rate instead of the configured one: 50/s, 600/m:50 or off' },
      findRateProblem,
    ),
  ),
}

/** Who may use a token by signing in at the OpenID Connect provider. */
export const subjectField = Type.Optional(
  Type.String({
    description:
      'Subject (sub) at the OpenID Connect provider. This user may use the token at /mcp by signing in at the provider',
    // OpenID Connect Core 1.0, section 2.
    pattern: '^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,253}[\\x21-\\x7e])?$',
    'x-rule': 'must be a subject of the provider: 1 to 255 printable ASCII characters, without a blank at either end',
  }),
)

/**
 * Refuses a subject that another token has, because a caller acts with exactly one token.
 * @throws AppError `name_taken`
 */
export async function requireFreeSubject(
  subject: string | undefined,
  ownId: string,
  { tokens, accountId }: Needs<'tokens' | 'accountId'>,
): Promise<void> {
  const holder = subject === undefined ? undefined : await tokens.findBySubject(subject)
  if (holder === undefined || holder.id === ownId) return
  const whose =
    holder.accountId === accountId ? `The token ${holder.name} (${holder.id})` : 'A token of another account'
  throw new AppError('name_taken', { message: `${whose} is for this subject already.` })
}

/** The restrictions of a token, as the acts show them. */
export const restrictionsRecord = Type.Object({ ...restrictionFields, acls: Type.Optional(Type.Array(Type.String())) })

/**
 * Finds the account's token with an id.
 * @throws AppError `token_not_found`; `invalid_request` if the text is not an id, with a message that does not repeat it
 */
export async function findToken(id: string, { tokens, accountId }: Needs<'tokens' | 'accountId'>): Promise<Token> {
  const problem = findFieldProblem(tokenIdField, id)
  if (problem !== undefined) throw createFieldError('id', problem)
  const token = await tokens.find(accountId, id)
  if (token !== undefined) return token
  throw new AppError('token_not_found', { message: `There is no token ${id}; \`signpost token list\` shows them.` })
}

/** Names the state of a token. */
export function nameState({ revokedAt, expiresAt }: Pick<Token, 'revokedAt' | 'expiresAt'>, now: number): TokenState {
  if (revokedAt !== undefined) return 'revoked'
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active'
}
