import { Alert, Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

/** Says when this document was not allowed to send to a store: the credential for it was added after the document was loaded. */
export function BlockedStore() {
  const [origin, setOrigin] = useState<string>()
  useEffect(() => {
    function look({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
      if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI)) setOrigin(new URL(blockedURI).origin)
    }
    document.addEventListener('securitypolicyviolation', look)
    return () => document.removeEventListener('securitypolicyviolation', look)
  }, [])
  if (origin === undefined) return null
  return (
    <Alert color="yellow" variant="outline" role="alert" title="This page may not send to the store yet">
      <Text size="sm" mb="xs">
        The store {origin} was added after this page was loaded. Load the page again, and then upload once more.
      </Text>
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
          Load the page again
        </Button>
      </Group>
    </Alert>
  )
}
