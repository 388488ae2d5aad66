import { Anchor, List, Stack, Text } from '@mantine/core'
import { MarkedText } from '../../components/marked-text.tsx'
import type { Store } from './endpoint-form.ts'

/** Where to create keys for a store, and what is special about the store. */
export function StoreGuide({ store }: { readonly store: Store }) {
  const { title, keys, note, lacks, sources } = store
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500}>
          Where to create the keys
        </Text>
        <Text size="sm">
          <MarkedText text={keys.where} />
        </Text>
        {keys.url !== undefined && (
          <Anchor size="sm" href={keys.url} target="_blank" rel="noreferrer" underline="always">
            Open this page of {title}
          </Anchor>
        )}
      </div>
      {(note !== undefined || lacks.length > 0) && (
        <details>
          <Text component="summary" size="sm">
            What to know about {title}
          </Text>
          <Stack gap="xs" mt="xs">
            {note !== undefined && (
              <Text size="sm">
                <MarkedText text={note} />
              </Text>
            )}
            {lacks.length > 0 && (
              <List size="sm">
                {lacks.map(({ feature, reason }) => (
                  <List.Item key={feature}>
                    <MarkedText text={reason} />
                  </List.Item>
                ))}
              </List>
            )}
            {sources.length > 0 && (
              <Text size="sm" c="dimmed">
                According to its documentation:{' '}
                {sources.map((source, index) => (
                  <span key={source}>
                    {index > 0 && ', '}
                    <Anchor inherit href={source} target="_blank" rel="noreferrer" underline="always">
                      {new URL(source).hostname}
                    </Anchor>
                  </span>
                ))}
              </Text>
            )}
          </Stack>
        </details>
      )}
    </Stack>
  )
}
