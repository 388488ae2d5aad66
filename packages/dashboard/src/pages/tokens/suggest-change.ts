import { type Asked, suggestRules } from './allow-rules.ts'
import type { Limits } from './token-values.ts'

/** A question about a token, with the optional parameters of a request. */
export interface Question extends Asked {
  readonly acl?: string | undefined
  readonly size?: number | undefined
  readonly contentType?: string | undefined
  readonly expiresInSeconds?: number | undefined
}

/** A change of a token's limits that would allow a refused request. */
export interface Suggestion {
  readonly label: string
  readonly limits: Limits
}

interface Answer {
  readonly isAllowed: boolean
  readonly code?: string | undefined
  readonly rule?: string | undefined
}

/** Suggests changes to a token that would allow the request. The list is empty if the token is not the obstacle. */
export function suggestChanges(
  question: Question,
  limits: Limits,
  { isAllowed, code, rule }: Answer,
): readonly Suggestion[] {
  if (isAllowed || code !== 'token_not_allowed') return []
  const mayByRule = rule !== undefined || (limits.allow === undefined && isImplied(question.action))
  if (!mayByRule) {
    return suggestRules(question, limits.allow).map(({ rule: added, allow }) => ({
      label: `Add the rule ${added}`,
      limits: { ...limits, allow },
    }))
  }
  const { acl, size, contentType, expiresInSeconds } = question
  if (acl !== undefined && limits.acls !== undefined && !limits.acls.includes(acl)) {
    return [{ label: `Allow the ACL ${acl}`, limits: { ...limits, acls: [...limits.acls, acl] } }]
  }
  if (size !== undefined && limits.maxBytes !== undefined && size > limits.maxBytes) {
    return [{ label: `Allow ${size} bytes`, limits: { ...limits, maxBytes: size } }]
  }
  const longest = limits.maxExpiresInSeconds
  if (expiresInSeconds !== undefined && longest !== undefined && expiresInSeconds > longest) {
    return [
      { label: `Allow ${expiresInSeconds} seconds`, limits: { ...limits, maxExpiresInSeconds: expiresInSeconds } },
    ]
  }
  if (contentType !== undefined && limits.contentTypes !== undefined) {
    const [type = ''] = contentType.toLowerCase().split(';')
    return [
      {
        label: `Allow the content type ${type.trim()}`,
        limits: { ...limits, contentTypes: [...limits.contentTypes, type.trim()] },
      },
    ]
  }
  return []
}

function isImplied(action: Asked['action']): boolean {
  return action === 'upload' || action === 'download'
}
