import { Alert, Button, Text } from '@mantine/core'

/** Explains that this document may not send to a store yet, because the credential was added after the document was loaded. */
export function BlockedStore() {
  return (
    <Alert color="yellow" variant="outline" role="alert" title="A store was added after this page was loaded">
      <Text size="sm" mb="xs">
        This page cannot send files to it yet. Reload the page, create a token, and choose the files again.
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
        Reload the page
      </Button>
    </Alert>
  )
}
