import { Modal, type ModalProps } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import { useFocusReturn } from './use-focus-return.ts'

/** A dialog, which is there while it is open. The focus goes back to where it was, and what is submitted in it stays in it. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'onSubmit'>) {
  useFocusReturn()
  return <Modal opened onSubmit={stop} {...props} />
}

/** React hands what happens in a portal to what is around it in the code: a form there would be submitted, too. */
function stop(event: SyntheticEvent): void {
  event.stopPropagation()
}
