import { Text } from '@mantine/core'

/** A quiet sentence where a list is empty. */
export function Nothing({ children }: { readonly children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}
