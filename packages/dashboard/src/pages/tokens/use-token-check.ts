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
  const input = toInput(question, of)
  const text = JSON.stringify(input)
  const [settled] = useDebouncedValue(text, pauseMs)
  const isAsked = question.bucket.trim() !== '' && (question.action === 'list' || question.key !== '')
  const { data, error, isPlaceholderData } = useAct('check_token', JSON.parse(settled) as ActInput<'check_token'>, {
    enabled: isAsked,
  })
  return { answer: data, error, isStale: isPlaceholderData || settled !== text, isAsked }
}

function toInput(
  question: Question,
  of: { readonly id: string } | { readonly limits: Limits },
): ActInput<'check_token'> {
  const { bucket, key, action, ...rest } = question
  const place = { action, bucket: bucket.trim(), ...(key === '' ? {} : { key }) }
  if ('id' in of) return { id: of.id, ...place, ...rest } as ActInput<'check_token'>
  const { networks: _, rate: __, ...limits } = of.limits
  return { ...limits, ...place, ...rest } as ActInput<'check_token'>
}
