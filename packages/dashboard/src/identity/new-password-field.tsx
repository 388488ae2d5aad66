import { Box, PasswordInput, type PasswordInputProps, Progress, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ApiError } from '../api/api-error.ts'
import { post } from '../api/session.ts'

/** The gateway's rating of a password, from 0 (guessed immediately) to 4. */
interface PasswordCheck {
  readonly isGood: boolean
  readonly score: 0 | 1 | 2 | 3 | 4
  /** A predicate that continues a sentence: `is easily guessed: …`. */
  readonly problem?: string
}

const words = ['very weak', 'weak', 'not strong enough', 'strong', 'very strong'] as const
const colors = ['red', 'red', 'yellow', 'green', 'green'] as const

interface NewPasswordFieldProps extends Omit<PasswordInputProps, 'value'> {
  readonly value: string
  /** The person's email and name, which a good password must not contain. */
  readonly email?: string
  readonly name?: string
}

/** A field for a new password that rates it while the user types. The gateway rates it and does not store it. */
export function NewPasswordField({ value, email, name, ...rest }: NewPasswordFieldProps) {
  const [password] = useDebouncedValue(value, 300)
  const { data } = useQuery<PasswordCheck, ApiError>({
    queryKey: ['password', password, email, name],
    queryFn: () => post('password/check', { password, email, name }),
    enabled: password !== '',
    // The password must not stay in memory longer than its field.
    gcTime: 0,
    placeholderData: (former) => former,
  })
  return (
    <Box>
      <PasswordInput label="New password" autoComplete="new-password" required value={value} {...rest} />
      {value !== '' && data !== undefined && rest.error == null && (
        <Box mt={6}>
          <Progress
            size={4}
            value={(data.score + 1) * 20}
            color={data.isGood ? colors[data.score] : 'red'}
            aria-label="Strength of the password"
          />
          <Text size="xs" c="dimmed" mt={4} role="status">
            {data.isGood
              ? `This password is ${words[data.score]}.`
              : `This password ${data.problem ?? 'is not accepted'}.`}
          </Text>
        </Box>
      )}
    </Box>
  )
}
