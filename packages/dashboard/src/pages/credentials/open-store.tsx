import { Checkbox, type CheckboxProps, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Caution } from '../../components/caution.tsx'

/** Says what it means that a store obeys headers which nobody signed. */
export function OpenStoreNotice({ children }: { readonly children?: ReactNode }) {
  return (
    <Caution title="This store obeys headers that nobody signed">
      <Stack gap="xs">
        <Text size="sm">
          Whoever has a signed URL for an upload can add a header to it. The store then copies or publishes any object
          that the keys can read. So the gateway signs no uploads here, unless the keys can do nothing else.
        </Text>
        <Text size="sm">
          Better: give a credential keys that may only write, and bind it to uploads. Or accept it, if all who get URLs
          may see everything.
        </Text>
        {children}
      </Stack>
    </Caution>
  )
}

/** With it the operator accepts an open store. */
export function AcceptOpenStore(props: CheckboxProps) {
  return <Checkbox label="Sign uploads all the same: I accept that this store is open" {...props} />
}
