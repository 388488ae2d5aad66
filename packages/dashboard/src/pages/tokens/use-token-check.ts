import { useDebouncedValue } from '@mantine/hooks'
import type { ActInput, ActResult } from '../../api/act.ts'
import type { ApiError } from '../../api/api-error.ts'
import { useAct } from '../../api/use-act.ts'
import type { Question } from './suggest-change.ts'
import type { Limits } from './token-values.ts'

/** The gateway's answer to whether a token may do something. */
export interface TokenCheck {
  readonly answer: ActResult<'check_token'> | undefined
  readonly error: ApiError | null
  /** Whether the answer belongs to an earlier question. */
  readonly isStale: boolean
  /** Whether the question is complete enough to ask. */
  readonly isAsked: boolean
}

/** How long typing must pause before the gateway is asked: milliseconds. */
const pauseMs = 300

/** Asks the gateway while the reader types. @param of a stored token's id, or the limits of a token that is not stored yet */
export function useTokenCheck(
  question: Question,
  of: { readonly id: string } | { readonly limits: Limits },
): TokenCheck {
  const text = JSON.stringify(toInput(question, of))
  const [settledText] = useDebouncedValue(text, pauseMs)
  const settled = JSON.parse(settledText) as ActInput<'check_token'>
  const { data, error, isPlaceholderData } = useAct('check_token', settled, { enabled: isWhole(settled) })
  const isStale = isPlaceholderData || settledText !== text
  return { answer: data, error, isStale, isAsked: isWhole(JSON.parse(text) as ActInput<'check_token'>) }
}

/** Whether the question is complete. A half-typed question would get an error as its answer. */
function isWhole({ bucket, action, key = '', allow = [] }: ActInput<'check_token'>): boolean {
  const areRulesWhole = allow.every((rule) => !/^[a-z*]+:[^*/]{0,2}(?:\/|$)/.test(rule))
  return bucket.length >= fewestOfBucket && (action === 'list' || key !== '') && areRulesWhole
}

/** A shorter text is not a complete bucket name yet. */
const fewestOfBucket = 3

function toInput(
  question: Question,
  of: { readonly id: string } | { readonly limits: Limits },
): ActInput<'check_token'> {
  const { bucket, key, action, ...rest } = question
  const place = { action, bucket: bucket.trim(), ...(key === '' ? {} : { key }) }
  const more = action === 'upload' ? rest : { expiresInSeconds: rest.expiresInSeconds }
  if ('id' in of) return { id: of.id, ...place, ...more } as ActInput<'check_token'>
  const { networks: _, rate: __, ...limits } = of.limits
  return { ...limits, ...place, ...more } as ActInput<'check_token'>
}
