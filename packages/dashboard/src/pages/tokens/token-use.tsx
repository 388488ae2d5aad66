import { Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../api/session.ts'
import { Section } from '../../components/section.tsx'
import { MayIt } from './may-it.tsx'
import { ReadyLines } from './ready-lines-tabs.tsx'
import { chooseQuestion } from './sample-question.ts'
import { type Question, suggestChanges } from './suggest-change.ts'
import { useBuckets } from './token-fields.tsx'
import type { Limits } from './token-values.ts'
import { useTokenCheck } from './use-token-check.ts'

interface TokenUseProps {
  readonly id: string
  readonly limits: Limits
  /** The token's secret text, while the page may show it. */
  readonly token?: string
}

/** Answers what a stored token may do, and shows code that does it. */
export function TokenUse({ id, limits, token }: TokenUseProps) {
  const mayEdit = useMay('operator')
  const buckets = useBuckets()
  const [own, setOwn] = useState<Question>()
  const question = own ?? chooseQuestion(limits, buckets)
  const check = useTokenCheck(question, { id })
  const suggestions =
    check.answer === undefined || check.isStale
      ? []
      : suggestChanges(question, limits, check.answer).map(({ label }) => label)
  return (
    <>
      <Section title="What it may do" description="Ask, and the gateway answers as it would answer your app.">
        <MayIt question={question} onAsk={setOwn} check={check} buckets={buckets}>
          {suggestions.length > 0 && (
            <Group gap="xs">
              <Text size="sm">What would allow it: {suggestions.join(', or ')}.</Text>
              {mayEdit && (
                <Button
                  variant="default"
                  size="compact-sm"
                  component={Link}
                  to={`/tokens/${id}/edit`}
                  search={{ action: question.action, bucket: question.bucket, key: question.key } as never}
                >
                  Edit the token to allow it
                </Button>
              )}
            </Group>
          )}
        </MayIt>
      </Section>
      <Section
        title="Code to copy"
        description={
          token === undefined
            ? 'Replace at_… with your token: the gateway cannot show it again.'
            : 'With this token, for the question above.'
        }
      >
        <ReadyLines question={question} limits={limits} {...(token === undefined ? {} : { token })} />
      </Section>
    </>
  )
}
