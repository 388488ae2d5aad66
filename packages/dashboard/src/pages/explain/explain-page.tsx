import { Alert, Button, Collapse, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { type ActInput, type ActResult, doAct } from '../../api/act.ts'
import { toApiError } from '../../api/api-error.ts'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { ExplanationView } from './explanation-view.tsx'
import { readHeaders } from './read-headers.ts'

const nothing = { paste: '', status: '', method: '', headers: '' }

/** Explains why a signed URL did not work. Pasted text is sent to the gateway once and stored nowhere. */
export function ExplainPage() {
  const account = useAccount()
  const [given, setGiven] = useState(nothing)
  const [showsMore, setShowsMore] = useState(false)
  const answer = useRef<HTMLDivElement>(null)
  const explain = useMutation<ActResult<'explain_request'>, Error, ActInput<'explain_request'>>({
    mutationFn: (input) => doAct('explain_request', input, { account }),
    gcTime: 0,
  })
  const { data, error, isPending } = explain
  useEffect(() => {
    if (data !== undefined) answer.current?.focus()
  }, [data])

  const { headers, problems } = readHeaders(given.headers)
  const isEmpty = given.paste.trim() === '' && given.status.trim() === ''
  const set = (name: keyof typeof nothing) => (value: string) => setGiven({ ...given, [name]: value })
  const mono = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const { paste, status, method } = given
    explain.mutate({
      ...(paste.trim() === '' ? {} : { paste }),
      ...(status.trim() === '' ? {} : { status: Number(status) }),
      ...(method === '' ? {} : { method }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
    })
  }

  function clear(): void {
    setGiven(nothing)
    explain.reset()
  }

  return (
    <Page
      title="Explain"
      description="Find out why a signed URL did not work: paste what you have, and read what to do. The gateway asks no store and stores nothing that you paste."
    >
      <Section title="What you have">
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Textarea
              label="Paste it here"
              description="The signed URL, the curl command, the store's XML response, an error message: one or several of them, in any order."
              placeholder="curl -i 'https://…'"
              autosize
              minRows={6}
              maxRows={24}
              autoComplete="off"
              spellCheck={false}
              styles={mono}
              value={given.paste}
              onChange={(event) => set('paste')(event.currentTarget.value)}
            />
            <Group>
              <Button
                variant="default"
                size="compact-sm"
                aria-expanded={showsMore}
                onClick={() => setShowsMore(!showsMore)}
              >
                Status, method, headers
              </Button>
            </Group>
            <Collapse expanded={showsMore}>
              <Stack gap="sm">
                <SimpleGrid cols={{ base: 1, sm: 2 }}>
                  <TextInput
                    label="Status"
                    description="The status of the response, if you have nothing else of it."
                    placeholder="403"
                    inputMode="numeric"
                    value={given.status}
                    onChange={(event) => set('status')(event.currentTarget.value)}
                  />
                  <Select
                    label="Method"
                    description="The method of the request, if you have no curl command."
                    placeholder="unknown"
                    data={['GET', 'PUT', 'POST', 'HEAD', 'DELETE', 'OPTIONS']}
                    clearable
                    clearButtonProps={{ 'aria-label': 'Omit the method' }}
                    value={given.method === '' ? null : given.method}
                    onChange={(value) => set('method')(value ?? '')}
                  />
                </SimpleGrid>
                <Textarea
                  label="Request headers"
                  description="All headers of the request, one per line: Content-Type: image/png"
                  error={problems.length === 0 ? undefined : `This is not a header: ${problems[0]}`}
                  autosize
                  minRows={3}
                  maxRows={16}
                  autoComplete="off"
                  spellCheck={false}
                  styles={mono}
                  value={given.headers}
                  onChange={(event) => set('headers')(event.currentTarget.value)}
                />
              </Stack>
            </Collapse>
            <Group gap="xs">
              <Button type="submit" loading={isPending} disabled={isEmpty || problems.length > 0}>
                Explain it
              </Button>
              <Button variant="subtle" onClick={clear}>
                Clear
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      {error !== null && <Problem error={toApiError(error)} />}
      <div ref={answer} tabIndex={-1} style={{ outline: 'none', scrollMarginTop: 64 }}>
        {data !== undefined && <ExplanationView explanation={data} />}
      </div>
      {data === undefined && error === null && (
        <Alert color="gray" variant="outline" title="The more you paste, the more certain the answer">
          <Text size="sm">
            The curl command and the complete output of <code>curl -i</code> show the method, the headers, the response
            and the store’s clock. For a URL that one of your credentials signed, the answer says what was changed after
            signing.
          </Text>
        </Alert>
      )}
    </Page>
  )
}
