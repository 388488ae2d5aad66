import { Box, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './code-block.module.css'
import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  readonly text: string
  /** The heading, which the copy button also names: `Link`, `curl`. */
  readonly label: string
  /** Whether long lines wrap. Otherwise the block scrolls. */
  readonly wraps?: boolean
  /** The same text with links, shown in its place. */
  readonly children?: ReactNode
}

/** A text to copy unchanged: a command, a policy, a token. */
export function CodeBlock({ text, label, wraps = false, children = text }: CodeBlockProps) {
  return (
    <Box component="section" aria-label={label} className={classes.block}>
      <Group justify="space-between" gap="xs" className={classes.head} wrap="nowrap">
        <Text size="xs" fw={500} c="dimmed" miw={0}>
          {label}
        </Text>
        <CopyButton text={text} what={label} size="compact-xs" flex="none" />
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, the arrow keys scroll it */}
      <pre className={classes.text} data-wraps={wraps || undefined} tabIndex={0}>
        {children}
      </pre>
    </Box>
  )
}
