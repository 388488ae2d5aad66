import { Anchor, Button, Group, Text } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { toApiError } from '../api/api-error.ts'
import { Page } from './page.tsx'
import { Problem } from './problem.tsx'

/** What stands in the place of a page that could not be shown. */
export function ErrorPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const router = useRouter()
  return (
    <Page title="This page could not be shown">
      <Problem
        error={toApiError(error)}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </Page>
  )
}

/** What stands at an address that is no page. */
export function MissingPage() {
  return (
    <Page title="There is no such page">
      <Text mb="md">The address is mistyped, or the page has another name now.</Text>
      <Group>
        <Button component={Link} to="/">
          Go to the overview
        </Button>
        <Anchor href="/docs">API reference</Anchor>
      </Group>
    </Page>
  )
}
