import { Code, List, Stack, Text } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Loading } from '../../components/loading.tsx'
import { MarkedText } from '../../components/marked-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'

type Right = ActResult<'show_policy'>['rights'][number]

const columns: readonly Column<Right>[] = [
  { title: 'Permission', render: ({ right }) => <Code>{right}</Code> },
  {
    title: 'On',
    render: ({ resources }) =>
      resources.map((resource) => (
        <div key={resource}>
          <Code>{resource}</Code>
        </div>
      )),
  },
  {
    title: 'For',
    render: ({ neededFor, isOptional }) => (
      <>
        {neededFor}
        {isOptional && (
          <Text size="xs" c="dimmed">
            Optional: the policy omits it. Add it if you need it.
          </Text>
        )}
      </>
    ),
  },
]

/** The least permissions that the keys of a credential need at the store for what its tokens may request. */
export function PolicySection({ name }: { readonly name: string }) {
  const { data, error } = useAct('show_policy', { name })
  return (
    <Section
      title="Least-privilege policy"
      description="The permissions that the keys need at the store, and no more. They follow from the tokens above."
    >
      {error !== null ? (
        <Problem error={error} />
      ) : data === undefined || data.name !== name ? (
        <Loading />
      ) : (
        <Policy policy={data} />
      )}
    </Section>
  )
}

function Policy({ policy: { documents, advice, rights, tokens } }: { readonly policy: ActResult<'show_policy'> }) {
  return (
    <Stack gap="sm">
      {documents.map(({ title, where, text }) => (
        <Stack key={title} gap={4}>
          <Text size="sm">
            <MarkedText text={where} />
          </Text>
          <CodeBlock label={title} text={text} />
        </Stack>
      ))}
      {advice.length > 0 && (
        <List size="sm">
          {advice.map((sentence) => (
            <List.Item key={sentence}>
              <MarkedText text={sentence} />
            </List.Item>
          ))}
        </List>
      )}
      {rights.length > 0 && (
        <details>
          <Text component="summary" size="sm">
            What each permission is for (derived from {tokens === 1 ? 'one token' : `${tokens} tokens`})
          </Text>
          <DataTable
            caption="Permissions"
            list={{ rows: rights, error: null }}
            columns={columns}
            toKey={({ right, resources }) => right + resources.join()}
            empty={null}
          />
        </details>
      )}
    </Stack>
  )
}
