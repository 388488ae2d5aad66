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

/** Creates a token with the rules shown. They follow the place until the user edits them. */
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
          description="One rule per line: action:bucket/key. A * at the end matches any ending. Actions: upload, download, list, delete."
          placeholder="Choose a bucket above, or enter rules."
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
            Create a token for one hour
          </Button>
          {edited !== undefined && (
            <Button variant="subtle" onClick={() => setEdited(undefined)}>
              Use the rules for the bucket above
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
