import { Alert, Button, Text } from '@mantine/core'

/** Says that this document may not send to a store yet: its credential was added after the document was loaded. */
export function BlockedStore() {
  return (
    <Alert color="yellow" variant="outline" role="alert" title="A store was added after this page was loaded">
      <Text size="sm" mb="xs">
        This page may not send files to it yet. Load the page again, make a token, and choose the files once more.
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
        Load the page again
      </Button>
    </Alert>
  )
}
