import { AppShell, Box, Burger, Divider, NavLink, ScrollArea, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Fragment, useEffect } from 'react'
import { mayDo, useSession } from '../api/session.ts'
import { Icon } from '../components/icon.tsx'
import { IdentityCheckProvider } from '../identity/identity-check-provider.tsx'
import { AccountSwitch } from './account-switch.tsx'
import { ColorSchemeSwitch } from './color-scheme-switch.tsx'
import { Logo } from './logo.tsx'
import { navigation } from './navigation.ts'
import classes from './shell.module.css'
import { UserMenu } from './user-menu.tsx'

/** The frame of every page after sign-in: header, navigation and content. */
export function Shell() {
  const { role } = useSession().administrator
  const [isOpen, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    if (path !== '') close()
  }, [path, close])
  const groups = navigation.map((entries) => entries.filter((entry) => mayDo(role, entry.role)))
  return (
    <IdentityCheckProvider>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding="md"
      >
        <AppShell.Header className={classes.header}>
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            aria-expanded={isOpen}
          />
          <Link to="/" className={classes.brand} aria-label="Signpost: overview">
            <Logo />
            <Text component="span" fw={600} visibleFrom="xs">
              Signpost
            </Text>
          </Link>
          <Box flex="1 1 auto" miw={0} maw="16rem">
            <AccountSwitch />
          </Box>
          <Box ml="auto">
            <UserMenu />
          </Box>
        </AppShell.Header>
        <AppShell.Navbar p="xs" aria-label="Pages">
          <AppShell.Section grow component={ScrollArea}>
            {groups.map((entries, index) => (
              <Fragment key={entries[0]?.path ?? index}>
                {index > 0 && entries.length > 0 && <Divider my={6} />}
                {entries.map(({ path: to, label, icon }) => (
                  <NavLink
                    key={to}
                    component={Link}
                    to={to}
                    label={label}
                    leftSection={<Icon name={icon} />}
                    className={classes.link}
                    active={to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)}
                  />
                ))}
              </Fragment>
            ))}
          </AppShell.Section>
          <AppShell.Section pt="xs">
            <ColorSchemeSwitch />
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </IdentityCheckProvider>
  )
}
