import { Button, Group, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'

interface BackupCodesProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

/** The codes for when the phone is lost. They are shown once. */
export function BackupCodes({ codes, onClose }: BackupCodesProps) {
  return (
    <Stack>
      <Text size="sm">
        Each of these signs you in once when you do not have the app. They are not shown again: keep them where you keep
        your passwords.
      </Text>
      <CodeBlock label="Backup codes" text={codes.join('\n')} />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have kept them</Button>
      </Group>
    </Stack>
  )
}
