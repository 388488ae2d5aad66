import { Box, Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** A sentence about what the page is for. */
  readonly description?: ReactNode
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Whether this document has shown a page. On the first page the focus stays at the start, before the link that skips the navigation. */
let hasShownPage = false

/** A page with its title. The title becomes the document's and gets the focus, so that a screen reader announces the page. */
export function Page({ title, description, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Signpost`
  }, [title])
  useEffect(() => {
    // An element of the page itself, such as a field, keeps the focus. The link in the navigation that led here does not.
    if (hasShownPage && document.activeElement?.closest('main') == null) heading.current?.focus({ preventScroll: true })
    hasShownPage = true
  }, [])
  return (
    <Box className={classes.page}>
      <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
        <Box className={classes.head}>
          <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </Title>
          {description !== undefined && (
            <Text c="dimmed" size="sm" mt={4}>
              {description}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
