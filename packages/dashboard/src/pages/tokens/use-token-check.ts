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
  /** Whether the answer is that to a former question. */
  readonly isStale: boolean
  /** Whether there is anything to ask. */
  readonly isAsked: boolean
}

/** A pause in typing, in milliseconds. */
const pauseMs = 300

/** Asks as one types. @param of a stored token by its id, or one that would have such limits */
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

/** Whether everything is there: what is half written is no question, and its answer would be an error. */
function isWhole({ bucket, action, key = '', allow = [] }: ActInput<'check_token'>): boolean {
  const areRulesWhole = allow.every((rule) => !/^[a-z*]+:[^*/]{0,2}(?:\/|$)/.test(rule))
  return bucket.length >= fewestOfBucket && (action === 'list' || key !== '') && areRulesWhole
}

/** A shorter name is none yet. */
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
