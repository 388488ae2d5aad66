import { Modal, type ModalProps } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import { keepFocus } from './keep-focus.ts'
import { useFocusReturn } from './use-focus-return.ts'

/**
 * A dialog, which is there while it is open. The focus stays in it, and goes back to where it was; what is submitted in it stays in
 * it, too.
 */
export function Dialog({ children, ...rest }: Omit<ModalProps, 'opened' | 'onSubmit'>) {
  useFocusReturn()
  return (
    <Modal opened onSubmit={stop} {...rest}>
      <div ref={keepFocus}>{children}</div>
    </Modal>
  )
}

/** React hands what happens in a portal to what is around it in the code: a form there would be submitted, too. */
function stop(event: SyntheticEvent): void {
  event.stopPropagation()
}
