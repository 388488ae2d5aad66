import { Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { Caution } from '../../components/caution.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { Page } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { useTop } from '../../components/use-top.ts'
import { TokenUse } from './token-use.tsx'

/** A token that was just created, with its secret text. */
export type MadeToken = ActResult<'create_token'> & { readonly token: string }

/** Shows a token once, with code that uses it. */
export function MadeTokenPage({ made }: { readonly made: MadeToken }) {
  const { id, name, token, limits, sameName } = made
  useTop()
  return (
    <Page title={`The token ${name} was created`}>
      <Section title="The token">
        <Stack gap="sm">
          <Caution title="Copy it now: it is shown only once">
            <Text size="sm">
              The gateway stores only its hash. Put it where the app keeps its secrets, not into a web page: anyone who
              has it can do everything that it allows.
            </Text>
          </Caution>
          <CodeBlock label="Token" text={token} wraps />
          {sameName.length > 0 && (
            <Text size="sm">
              {sameName.length === 1 ? 'Another token' : `${sameName.length} other tokens`} with this name{' '}
              {sameName.length === 1 ? 'is' : 'are'} still valid. Revoke what you do not need.
            </Text>
          )}
        </Stack>
      </Section>
      <TokenUse id={id} limits={limits} token={token} />
      <Group gap="xs">
        <Button component={Link} to={`/tokens/${id}`}>
          I have copied it
        </Button>
      </Group>
    </Page>
  )
}
