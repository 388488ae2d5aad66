import { Button, Group, Stack, Textarea } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { Problem } from '../../components/problem.tsx'
import type { Place } from './place-section.tsx'
import { proposeRules } from './suggest-buckets.ts'
import type { useTrialToken } from './trial-token.ts'

interface MakeTokenFormProps {
  readonly place: Place
  readonly trial: ReturnType<typeof useTrialToken>
}

/** Makes a token with the rules that stand there. They follow the place until somebody changes them. */
export function MakeTokenForm({ place, trial }: MakeTokenFormProps) {
  const [edited, setEdited] = useState<string>()
  const text = edited ?? proposeRules(place.bucket, place.prefix).join('\n')
  const rules = text.split(/\s*\n\s*/).filter((rule) => rule.trim() !== '')

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    trial.make(rules.map((rule) => rule.trim()))
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea
          label="What the token may do"
          description="One rule on each line: action:bucket/key, where * at the end stands for any ending. Actions: upload, download, list, delete."
          placeholder="Choose a bucket above, or write rules."
          autosize
          minRows={4}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={text}
          onChange={(event) => setEdited(event.currentTarget.value)}
        />
        {trial.makeError !== null && <Problem error={trial.makeError} />}
        <Group gap="xs">
          <Button type="submit" loading={trial.isMaking} disabled={rules.length === 0}>
            Make a token for an hour
          </Button>
          {edited !== undefined && (
            <Button variant="subtle" onClick={() => setEdited(undefined)}>
              Take the rules of the place above
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
