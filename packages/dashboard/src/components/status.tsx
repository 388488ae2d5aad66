import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './status.module.css'

/** The state of something. */
export type StatusState = 'good' | 'warning' | 'bad' | 'unknown'

interface StatusProps {
  readonly state: StatusState
  /** The state in words, because not everyone can tell the colours apart. */
  readonly label: ReactNode
}

/** A state as a shape and a word. Each state has a shape of its own. */
export function Status({ state, label }: StatusProps) {
  return (
    <Box component="span" className={classes.status}>
      <span className={classes.mark} data-state={state} aria-hidden="true" />
      <Text component="span" inherit>
        {label}
      </Text>
    </Box>
  )
}
