import { cannedAcls, findKeyProblem, findWideBucketProblem, maxExpiresInSeconds } from '@signpost/presign'
import { type Static, Type } from 'typebox'
import { authorizeAccess } from '../access/authorize.ts'
import { findSigner, planSigning, requireGuard } from '../access/plan-signing.ts'
import type { Access, AskedFeature } from '../core/access.ts'
import { actions } from '../core/actions.ts'
import { AppError } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import { coversAccess, formatAllowRule } from '../tokens/allow-rule.ts'
import { prepareToken, type VerifiedToken } from '../tokens/verified-token.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName, tokenIdField } from './fields.ts'
import { findToken, nameState, restrictionFields } from './token-record.ts'

const { networks: _, rate: __, ...ruleFields } = restrictionFields

const input = Type.Object({
  id: Type.Optional(tokenIdField),
  ...ruleFields,
  credential: Type.Optional(defineName('Name of the credential that the request asks for')),
  action: Type.Enum([...actions], { description: 'The action of the request' }),
  bucket: defineText({ description: 'The bucket of the request' }, findWideBucketProblem),
  key: Type.Optional(Type.String({ description: 'The key; for a listing, the prefix of the keys', maxLength: 1024 })),
  size: Type.Optional(Type.Integer({ description: 'Bytes of the upload', minimum: 0 })),
  contentType: Type.Optional(Type.String({ description: 'Content type of the upload', maxLength: 255 })),
  acl: Type.Optional(Type.Enum([...cannedAcls], { description: 'ACL of the upload' })),
  expiresInSeconds: Type.Optional(
    Type.Integer({ description: 'Requested lifetime in seconds', minimum: 1, maximum: maxExpiresInSeconds }),
  ),
})

/**
 * Says whether a stored token, or a token with the given rules, would be allowed a request, and why. The code that decides on
 * requests decides this as well.
 */
export const checkToken = defineAct({
  name: 'check_token',
  summary: 'Say whether a token may do something, and why',
  role: 'auditor',
  effect: 'read',
  inBody: true,
  input,
  result: Type.Object({
    isAllowed: Type.Boolean(),
    code: Type.Optional(Type.String({ description: 'The code that the request would be refused with' })),
    message: Type.String({ description: 'The answer in words' }),
    rule: Type.Optional(Type.String({ description: 'The rule that allows it; absent if the token has no rules' })),
    conditions: Type.Array(Type.String(), {
      description: 'What the request must state in addition, because of the token’s limits',
    }),
    credential: Type.Optional(Type.String({ description: 'Name of the credential that would sign' })),
    expiresInSeconds: Type.Optional(Type.Integer({ description: 'How long the URL would live' })),
    warnings: Type.Array(Type.String()),
  }),
  listProblems: ({ id, action, key, ...fields }) => [
    ...Object.keys(ruleFields).flatMap((parameter) =>
      id === undefined || fields[parameter as keyof typeof fields] === undefined
        ? []
        : [{ parameter, message: `\`${parameter}\` must be left out: the token has rules of its own` }],
    ),
    ...(action === undefined || action === 'list' ? [] : listKeyProblems(key)),
  ],
  async run(asked, dependencies: Needs<'tokens' | 'credentials' | 'accountId' | 'ring' | 'clock'>) {
    const { credentials, accountId, ring, clock } = dependencies
    const now = clock()
    const { token, state } = await findAsked(asked, dependencies)
    const rule = token.allow?.find((one) => coversAccess(one, toAccess(asked)))
    const told = rule === undefined ? {} : { rule: formatAllowRule(rule) }
    const warnings = token.networks === undefined ? [] : ['The token is valid only from its own networks.']
    let signer: string | undefined
    try {
      if (state !== 'active') throw new AppError(state === 'revoked' ? 'token_revoked' : 'token_expired')
      const held = holdToLimits(token, asked)
      const stored = (await credentials.list(accountId)).map((one) => createSigningCredential(one, ring))
      const { credential } = findSigner(stored, held.access, token)
      signer = credential.name
      const { expiresInSeconds } = planSigning(credential, held.access, token, { now, signedAt: now })
      const guard = findKnownGuard(credential)
      requireGuard(guard, credential, held.access)
      if (guard === undefined)
        warnings.push(`It is not known yet how the store of ${signer} guards uploads: the first upload asks it.`)
      return {
        isAllowed: true,
        message: `Allowed: the credential ${signer} signs for it${told.rule === undefined ? '' : `, by the rule ${told.rule}`}.`,
        ...told,
        conditions: [...held.conditions],
        credential: signer,
        expiresInSeconds,
        warnings,
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const message = error.details?.map((detail) => `${detail.message}.`).join(' ') ?? error.message
      const chosen = signer === undefined ? {} : { credential: signer }
      return { isAllowed: false, code: error.code, message, ...told, conditions: [], ...chosen, warnings }
    }
  },
})

type Asked = Static<typeof input>

function listKeyProblems(key: string | undefined) {
  const problem = key === undefined ? 'is required, except for a listing' : findKeyProblem(key)
  return problem === undefined ? [] : [{ parameter: 'key', message: `\`key\` ${problem}` }]
}

/** Finds the token that the question is about: a stored one, or one made up from the given rules. */
async function findAsked(
  { id, allow, acls, maxExpiresInSeconds, maxBytes, contentTypes }: Asked,
  dependencies: Needs<'tokens' | 'accountId' | 'clock'>,
): Promise<{ readonly token: VerifiedToken; readonly state: ReturnType<typeof nameState> }> {
  const { accountId, clock } = dependencies
  if (id !== undefined) {
    const token = await findToken(id, dependencies)
    return { token: prepareToken(token), state: nameState(token, clock()) }
  }
  const given = { allow, acls, maxExpiresInSeconds, maxBytes, contentTypes }
  const limits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const token = { id: '', accountId, name: '', hash: '', createdAt: clock(), limits }
  return { token: prepareToken(token), state: 'active' }
}

function toAccess({ action, bucket, key = '', size, contentType, acl, expiresInSeconds, credential }: Asked): Access {
  const access = { action, bucket, key, acl, expiresInSeconds, credentialName: credential }
  if (action !== 'upload') return access
  const features: AskedFeature[] = [
    ...(size === undefined ? [] : [{ parameter: 'size', feature: 'content_length' } as const]),
    ...(contentType === undefined ? [] : [{ parameter: 'contentType', feature: 'content_type' } as const]),
  ]
  return { ...access, features, held: { bytes: size, contentType } }
}

/**
 * Checks a request against the token's rules and limits. If the request leaves a limited field open, a valid value is assumed, and
 * the limit becomes a condition of the answer.
 * @throws AppError `token_not_allowed`
 */
function holdToLimits(token: VerifiedToken, asked: Asked): { readonly access: Access; readonly conditions: string[] } {
  const { maxBytes, contentTypes } = token
  const isUpload = asked.action === 'upload'
  const hasOpenSize = isUpload && maxBytes !== undefined && asked.size === undefined
  const hasOpenType = isUpload && contentTypes !== undefined && asked.contentType === undefined
  const access = toAccess({
    ...asked,
    ...(hasOpenSize ? { size: 1 } : {}),
    ...(hasOpenType ? { contentType: contentTypes[0]?.replace('*', 'x') ?? '' } : {}),
  })
  authorizeAccess(token, access)
  const conditions = [
    ...(hasOpenSize ? [`The request must state the exact size in content_length, ${maxBytes} bytes at most.`] : []),
    ...(hasOpenType ? [`The request must state the content type in content_type: ${contentTypes.join(', ')}.`] : []),
  ]
  return { access, conditions }
}
