import { Text } from '@mantine/core'

/** A quiet sentence in place of an empty list. */
export function Nothing({ children }: { readonly children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}
