import { Button, type ButtonProps, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { copyText } from './copy-text.ts'
import { Icon } from './icon.tsx'

interface CopyButtonProps extends ButtonProps {
  readonly text: string
  /** What it copies, for a screen reader: `the token`. */
  readonly what: string
}

type State = 'ready' | 'copied' | 'failed'

const labels: Readonly<Record<State, string>> = { ready: 'Copy', copied: 'Copied', failed: 'Not copied' }

/** Copies a text, and confirms it for two seconds. */
export function CopyButton({ text, what, ...rest }: CopyButtonProps) {
  const [state, setState] = useState<State>('ready')

  async function copy() {
    setState((await copyText(text)) ? 'copied' : 'failed')
    window.setTimeout(() => setState('ready'), 2000)
  }

  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<Icon name={state === 'copied' ? 'check' : 'copy'} />}
      onClick={() => void copy()}
      {...rest}
    >
      {labels[state]}
      <VisuallyHidden> {what}</VisuallyHidden>
      <VisuallyHidden aria-live="polite">{state === 'ready' ? '' : labels[state]}</VisuallyHidden>
    </Button>
  )
}
