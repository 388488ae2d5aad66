import { Center, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface EmptyProps {
  readonly title: string
  /** What would appear here, and how to get it. */
  readonly children?: ReactNode
  readonly icon?: IconName
  /** A button that creates the first entry. */
  readonly action?: ReactNode
}

/** The placeholder for an empty list. */
export function Empty({ title, children, icon = 'empty', action }: EmptyProps) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw="28rem">
        <Text c="dimmed">
          <Icon name={icon} size={28} />
        </Text>
        <Text fw={500}>{title}</Text>
        {children !== undefined && (
          <Text size="sm" c="dimmed" ta="center">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  )
}
