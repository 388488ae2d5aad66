import { Box, Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** One sentence about what one does here. */
  readonly description?: ReactNode
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** Whether this document has shown a page. The first one begins as every document does, with the link that skips the navigation. */
let hasShownPage = false

/** A page with its title, which becomes that of the document and gets the focus: a screen reader says where one is. */
export function Page({ title, description, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Signpost`
  }, [title])
  useEffect(() => {
    // What a page itself has focused, such as a field, stays. A link of the navigation, which led here, does not.
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
