import { Button, Group, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'

interface BackupCodesProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

/** The codes for signing in without the phone. They are shown once. */
export function BackupCodes({ codes, onClose }: BackupCodesProps) {
  return (
    <Stack>
      <Text size="sm">
        Each of these codes signs you in once if you do not have the app. They are not shown again: store them where you
        store your passwords.
      </Text>
      <CodeBlock label="Backup codes" text={codes.join('\n')} />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have saved them</Button>
      </Group>
    </Stack>
  )
}
