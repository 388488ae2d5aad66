import { List, Stack, Tabs, Text } from '@mantine/core'
import { CodeBlock } from '../../components/code-block.tsx'
import { writeN8n } from './n8n-workflow.ts'
import { type LineRequest, nameFile, writeClient, writeCurl, writeFetch, writePython } from './ready-lines.ts'
import { chooseSampleType } from './sample-question.ts'
import type { Question } from './suggest-change.ts'
import type { Limits } from './token-values.ts'

interface ReadyLinesProps {
  readonly question: Question
  readonly limits: Limits
  readonly token?: string
}

/** Code that does with a token what was asked, in the languages that people call the gateway from. */
export function ReadyLines({ question, limits, token = 'at_…' }: ReadyLinesProps) {
  const request: LineRequest = {
    ...question,
    url: window.location.origin,
    token,
    bucket: question.bucket.trim() || 'my-bucket',
    key: question.key === '' && question.action !== 'list' ? 'hello.txt' : question.key,
    contentType:
      limits.contentTypes === undefined
        ? undefined
        : (question.contentType ?? chooseSampleType(limits.contentTypes).type),
    saysSize: limits.maxBytes !== undefined,
  }
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="curl">curl</Tabs.Tab>
        <Tabs.Tab value="javascript">JavaScript</Tabs.Tab>
        <Tabs.Tab value="python">Python</Tabs.Tab>
        <Tabs.Tab value="n8n">n8n</Tabs.Tab>
      </Tabs.List>
      <Stack gap="sm" mt="sm">
        <Tabs.Panel value="curl">
          <FileNote request={request} />
          <CodeBlock label="curl, for a shell" text={writeCurl(request)} />
        </Tabs.Panel>
        <Tabs.Panel value="javascript">
          <FileNote request={request} />
          <Stack gap="sm">
            <CodeBlock label="JavaScript with @signpost/client" text={writeClient(request)} />
            <CodeBlock label="JavaScript with fetch only" text={writeFetch(request)} />
            <Text size="sm" c="dimmed">
              For Node, Deno and Bun. A web page must not have the token. Your server creates a client token for it:{' '}
              <code>createClientToken</code>.
            </Text>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="python">
          <FileNote request={request} />
          <CodeBlock label="Python with requests" text={writePython(request)} />
        </Tabs.Panel>
        <Tabs.Panel value="n8n">
          <Stack gap="sm">
            <CodeBlock label="n8n: HTTP Request nodes" text={writeN8n(request)} />
            <List size="sm" type="ordered">
              <List.Item>Copy the nodes and paste them into an n8n workflow.</List.Item>
              <List.Item>
                Open the node that calls the gateway. Create a credential of the type Header Auth, with the name{' '}
                <code>Authorization</code> and the value <code>Bearer {token}</code>.
              </List.Item>
              {question.action === 'upload' && (
                <List.Item>
                  Replace “Make a file” with the node that has your file
                  {request.saysSize ? ', and put its size in bytes into content_length' : ''}.
                </List.Item>
              )}
            </List>
          </Stack>
        </Tabs.Panel>
      </Stack>
    </Tabs>
  )
}

function FileNote({ request: { action, key } }: { readonly request: LineRequest }) {
  if (action !== 'upload' && action !== 'download') return null
  return (
    <Text size="sm" mb="sm">
      {action === 'upload' ? 'The code sends the file' : 'The code writes the file'} <code>{nameFile(key)}</code> in the
      folder in which it runs.
    </Text>
  )
}
