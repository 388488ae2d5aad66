import { Anchor, Box, Button, Group, Text } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import { toApiError } from '../api/api-error.ts'
import { Page } from './page.tsx'
import { Problem } from './problem.tsx'

interface ErrorPageProps {
  readonly error: unknown
  readonly reset: () => void
}

/** An error page without a layout around it, for when the gateway does not answer or fails. */
export function LoneErrorPage(props: ErrorPageProps) {
  return (
    <Box component="main" p="md">
      <ErrorPage {...props} />
    </Box>
  )
}

/** Replaces a page that could not be shown. */
export function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter()
  const shown = toApiError(error)
  return (
    <Page title="This page could not be shown">
      <Problem
        error={shown}
        onRetry={() => {
          // Only a new document requests a missing part again.
          if (shown.code === 'page_part_missing') return location.reload()
          reset()
          void router.invalidate()
        }}
      />
    </Page>
  )
}

/** The page for an unknown address. */
export function MissingPage() {
  return (
    <Page title="Page not found">
      <Text mb="md">The address may be mistyped, or the page may have been renamed.</Text>
      <Group>
        <Button component={Link} to="/">
          Go to the overview
        </Button>
        <Anchor href="/docs">API reference</Anchor>
      </Group>
    </Page>
  )
}
