import { Button, Menu, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { post, useSession } from '../api/session.ts'
import { Icon } from '../components/icon.tsx'

/** The menu of the signed-in administrator: their own page, and signing out. */
export function UserMenu() {
  const { administrator } = useSession()
  const signOut = useMutation({
    mutationFn: () => post('sign-out'),
    // Loads a new document, so that nothing of the session stays in memory.
    onSuccess: () => location.assign('/dashboard/sign-in'),
  })
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="var(--mantine-color-text)"
          size="compact-sm"
          aria-label={`${administrator.name}: your menu`}
          rightSection={<Icon name="down" size={14} />}
        >
          <Text component="span" size="sm" truncate maw="9rem" visibleFrom="xs">
            {administrator.name}
          </Text>
          <Text component="span" hiddenFrom="xs" lh={1}>
            <Icon name="user" />
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {administrator.email}, {administrator.role}
        </Menu.Label>
        <Menu.Item component={Link} to="/security" leftSection={<Icon name="user" />}>
          Password and security
        </Menu.Item>
        <Menu.Item component="a" href="/docs" leftSection={<Icon name="external" />}>
          API reference
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
