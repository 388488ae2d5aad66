import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface CautionProps {
  readonly title: string
  readonly children: ReactNode
}

const textColor = { color: 'var(--mantine-color-text)' }

/** Something that the reader should know before going on. */
export function Caution({ title, children }: CautionProps) {
  return (
    <Alert
      color="yellow"
      variant="outline"
      role="note"
      title={title}
      icon={<Icon name="warning" />}
      // The yellow of the frame has too little contrast for text (WCAG 2.2, 1.4.3).
      styles={{ title: textColor, message: textColor, icon: { color: 'var(--signpost-warning)' } }}
    >
      {children}
    </Alert>
  )
}
