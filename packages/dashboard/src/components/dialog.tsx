import { Modal, type ModalProps } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import { keepFocus } from './keep-focus.ts'
import { useFocusReturn } from './use-focus-return.ts'

/**
 * A dialog, to be rendered while it is open. It holds the focus and gives it back afterwards. Submit events of its forms do not
 * leave it.
 */
export function Dialog({ children, ...rest }: Omit<ModalProps, 'opened' | 'onSubmit'>) {
  useFocusReturn()
  return (
    <Modal opened onSubmit={stop} {...rest}>
      <div ref={keepFocus}>{children}</div>
    </Modal>
  )
}

/** Stops the event, because React passes events of a portal to the components around it: a form there would be submitted as well. */
function stop(event: SyntheticEvent): void {
  event.stopPropagation()
}
