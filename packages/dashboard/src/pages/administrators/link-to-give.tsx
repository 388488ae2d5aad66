import { Button, Group, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'
import { Time } from '../../components/time.tsx'

interface LinkToGiveProps {
  readonly link: string
  readonly expiresAt: string
  readonly onClose: () => void
}

/** A link that is shown once and that an administrator passes on. */
export function LinkToGive({ link, expiresAt, onClose }: LinkToGiveProps) {
  return (
    <Stack>
      <Text size="sm">
        Send them this link through a channel that nobody else reads. It works once, until <Time at={expiresAt} />, and
        is not shown again.
      </Text>
      <CodeBlock label="Link" text={link} wraps />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  )
}
