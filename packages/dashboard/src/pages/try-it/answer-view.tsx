import { Alert, List, Stack, Table, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'
import { Status } from '../../components/status.tsx'
import { JsonView } from './json-view.tsx'
import type { Answer } from './send-operation.ts'

/** The answer of an operation: its status, the headers about rate and request, the warnings, and the JSON. */
export function AnswerView({ answer }: { readonly answer: Answer }) {
  const { status, headers, body, isRedirection } = answer
  if (isRedirection) {
    return (
      <Alert color="blue" variant="outline" role="status" title="The gateway answered with a redirect">
        A browser does not show a web page where a redirect leads. Omit `redirect` to see the signed URL, or run the
        curl command.
      </Alert>
    )
  }
  const warnings = readWarnings(body)
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  return (
    <Stack gap="sm">
      <Text component="div" fw={500} role="status">
        <Status state={status < 300 ? 'good' : 'bad'} label={`Status ${status}`} />
      </Text>
      {warnings.length > 0 && (
        <Alert color="yellow" variant="outline" title="Warnings">
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <CodeBlock label="Answer" text={text} wraps>
        <JsonView value={body} />
      </CodeBlock>
      <Table variant="vertical" layout="fixed" withTableBorder fz="sm">
        <Table.Tbody>
          {headers.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w="9.5rem">{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

/** Reads the warnings of an answer, which are beside `data` or inside it. */
function readWarnings(body: unknown): readonly string[] {
  const { warnings, data } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly warnings?: unknown
    readonly data?: { readonly warnings?: unknown }
  }
  return [warnings, data?.warnings].flat().filter((one): one is string => typeof one === 'string')
}
