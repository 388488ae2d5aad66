import { Checkbox, type CheckboxProps, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Caution } from '../../components/caution.tsx'

/** Explains the risk of a store that obeys unsigned headers. */
export function OpenStoreNotice({ children }: { readonly children?: ReactNode }) {
  return (
    <Caution title="This store obeys unsigned headers">
      <Stack gap="xs">
        <Text size="sm">
          Anyone with a signed URL for an upload can add a header to the request. The store then copies or publishes any
          object that the keys can read. The gateway therefore signs no uploads here unless the keys can do nothing
          else.
        </Text>
        <Text size="sm">
          The safe way: give a credential keys that can only write, and limit it to uploads. Accept the risk only if
          everyone who gets URLs may see everything.
        </Text>
        {children}
      </Stack>
    </Caution>
  )
}

/** The checkbox with which an operator accepts an open store. */
export function AcceptOpenStore(props: CheckboxProps) {
  return <Checkbox label="Sign uploads anyway: I accept that this store is open" {...props} />
}
