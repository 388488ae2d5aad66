import { Anchor, Box, Button, Group, Text } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { toApiError } from '../api/api-error.ts'
import { Page } from './page.tsx'
import { Problem } from './problem.tsx'

interface ErrorPageProps {
  readonly error: unknown
  readonly reset: () => void
}

/** The same where there is no layout around it: the gateway does not answer, or has a fault. */
export function LoneErrorPage(props: ErrorPageProps) {
  return (
    <Box component="main" p="md">
      <ErrorPage {...props} />
    </Box>
  )
}

/** What stands in the place of a page that could not be shown. */
export function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter()
  const shown = toApiError(error)
  return (
    <Page title="This page could not be shown">
      <Problem
        error={shown}
        onRetry={() => {
          // What was not there is asked for again by a new document alone.
          if (shown.code === 'page_part_missing') return location.reload()
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
