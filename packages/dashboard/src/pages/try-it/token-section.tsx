import { Button, Code, List, Stack, Text } from '@mantine/core'
import { useLayoutEffect, useRef, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { MakeTokenForm } from './make-token-form.tsx'
import { PasteTokenForm } from './paste-token-form.tsx'
import type { Place } from './place-section.tsx'
import type { RequestLog } from './request-log.ts'
import type { TrialToken, useTrialToken } from './trial-token.ts'

interface TokenSectionProps {
  readonly place: Place
  readonly trial: ReturnType<typeof useTrialToken>
  readonly log: RequestLog
}

/** Shows which token the page uses, or asks for one. */
export function TokenSection({ place, trial, log }: TokenSectionProps) {
  const { token } = trial
  const section = useRef<HTMLDivElement>(null)
  const hasToken = token !== undefined
  const had = useRef(hasToken)
  useLayoutEffect(() => {
    // The button that had the focus is gone. The page must not scroll, because the user may be about to click.
    if (had.current !== hasToken) section.current?.focus({ preventScroll: true })
    had.current = hasToken
  }, [hasToken])
  return (
    <div ref={section} tabIndex={-1} style={{ outline: 'none' }}>
      {hasToken ? <TokenInUse token={token} trial={trial} /> : <TokenChoice place={place} trial={trial} log={log} />}
    </div>
  )
}

function TokenChoice({ place, trial, log }: TokenSectionProps) {
  const mayMake = useMay('operator')
  const [isPasting, setIsPasting] = useState(!mayMake)
  return (
    <Section
      title="Token"
      description={
        isPasting
          ? 'Every request needs a token. This page keeps yours only in its memory, until you leave the page.'
          : 'Every request needs a token. The page creates one for one hour, and revokes it when you leave.'
      }
      actions={
        mayMake && (
          <Button variant="subtle" size="compact-sm" onClick={() => setIsPasting(!isPasting)}>
            {isPasting ? 'Create a token instead' : 'Use an existing token'}
          </Button>
        )
      }
    >
      {isPasting ? <PasteTokenForm log={log} onToken={trial.use} /> : <MakeTokenForm place={place} trial={trial} />}
    </Section>
  )
}

interface TokenInUseProps {
  readonly token: TrialToken
  readonly trial: ReturnType<typeof useTrialToken>
}

function TokenInUse({ token, trial }: TokenInUseProps) {
  const { made, rules, expiresAt } = token
  return (
    <Section
      title="Token"
      actions={
        <Button variant="default" size="compact-sm" loading={trial.isEnding} onClick={trial.end}>
          {made === undefined ? 'Forget the token' : 'Revoke the token'}
        </Button>
      }
    >
      <Stack gap="xs">
        <Text size="sm" role="status">
          {made === undefined ? (
            'The page uses the token that you pasted. '
          ) : (
            <>
              The page uses the token <b>{made.name}</b> (<Code>{made.id}</Code>), which it created.{' '}
            </>
          )}
          {expiresAt === undefined ? (
            'It does not expire.'
          ) : (
            <>
              It expires <Time at={expiresAt} isRelative />.
            </>
          )}
        </Text>
        <List size="sm" aria-label="Rules of the token">
          {rules.map((rule) => (
            <List.Item key={rule}>
              <Code>{rule}</Code>
            </List.Item>
          ))}
        </List>
        {trial.endError !== null && <Problem error={trial.endError} />}
      </Stack>
    </Section>
  )
}
