import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** Placeholder lines for content that is loading. */
export function Loading({ lines = 3 }: { readonly lines?: number }) {
  return (
    <Stack gap="xs" py="xs" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={index} height={18} width={`${90 - ((index * 17) % 40)}%`} />
      ))}
    </Stack>
  )
}
