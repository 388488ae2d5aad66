import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Facts } from '../../components/facts.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'

type Rule = ActResult<'set_cors'>['rules'][number]

interface CorsCureProps {
  readonly name: string
  readonly bucket: string
  readonly origin: string
}

/** Adds the CORS rule that pages of an origin need to a bucket's rules. It shows the resulting rules first. */
export function CorsCure({ name, bucket, origin }: CorsCureProps) {
  const [plan, setPlan] = useState<ActResult<'set_cors'>>()
  const look = useChange('set_cors', { onSuccess: setPlan })
  const set = useChange('set_cors', {
    onSuccess({ check }) {
      setPlan(undefined)
      notifyDone(check.explanation)
      again.mutate({ name, bucket, origin })
    },
  })
  // Updates the finding above after the change.
  const again = useChange('examine_credential')
  const asked = { name, bucket, origin }
  return (
    <Stack gap="xs" mt={4} align="flex-start">
      <Button
        variant="default"
        size="compact-sm"
        loading={look.isPending || again.isPending}
        onClick={() => look.mutate({ ...asked, isPlan: true })}
      >
        Show the rule that allows it
      </Button>
      {look.error !== null && <Problem error={look.error} />}
      {plan !== undefined && (
        <Dialog
          size="lg"
          onClose={() => setPlan(undefined)}
          title={`CORS rules of ${bucket}`}
          closeButtonProps={{ 'aria-label': 'Cancel' }}
        >
          <Stack>
            {plan.isChanged ? (
              <>
                <Text size="sm">
                  The bucket gets these rules. The first one is new or wider, and the existing ones stay. A store
                  applies the first rule that matches.
                </Text>
                {plan.rules.map((rule, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the order of the rules is what they are
                  <RuleFacts key={index} rule={rule} number={index + 1} />
                ))}
              </>
            ) : (
              <Text size="sm">Nothing needs to be set: {plan.check.explanation}</Text>
            )}
            {set.error !== null && <Problem error={set.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setPlan(undefined)} data-autofocus>
                Cancel
              </Button>
              {plan.isChanged && (
                <Button loading={set.isPending} onClick={() => set.mutate(asked)}>
                  Set these rules
                </Button>
              )}
            </Group>
          </Stack>
        </Dialog>
      )}
    </Stack>
  )
}

function RuleFacts({ rule, number }: { readonly rule: Rule; readonly number: number }) {
  const { origins, methods, headers, exposedHeaders, maxAgeSeconds } = rule
  return (
    <div>
      <Text size="sm" fw={500}>
        Rule {number}
      </Text>
      <Facts
        facts={[
          ['Pages from', origins.join(', ')],
          ['may send', methods.join(', ')],
          ['with the headers', headers.join(', ') || 'none'],
          ['and read the headers', exposedHeaders.join(', ') || 'none'],
          ['Browsers cache this for', maxAgeSeconds === undefined ? undefined : `${maxAgeSeconds} s`],
        ]}
      />
    </div>
  )
}
