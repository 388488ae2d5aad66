import { Box, Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { ColorSchemeSwitch } from './color-scheme-switch.tsx'
import classes from './entry.module.css'
import { Logo } from './logo.tsx'

interface EntryProps {
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
}

/** The frame of the pages that are shown before sign-in. */
export function Entry({ title, description, children }: EntryProps) {
  useEffect(() => {
    document.title = `${title} · Signpost`
  }, [title])
  return (
    <Box className={classes.entry}>
      <Box component="main" className={classes.main}>
        <Group gap="xs" mb="md" justify="center">
          <Logo size={32} />
          <Text fw={600} size="lg">
            Signpost
          </Text>
        </Group>
        <Paper withBorder p="lg">
          <Title order={1} mb={description === undefined ? 'md' : 4}>
            {title}
          </Title>
          {description !== undefined && (
            <Text size="sm" c="dimmed" mb="md">
              {description}
            </Text>
          )}
          {children}
        </Paper>
      </Box>
      <Box component="footer" w={150}>
        <ColorSchemeSwitch />
      </Box>
    </Box>
  )
}
