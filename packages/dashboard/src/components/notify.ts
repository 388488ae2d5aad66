import { notifications } from '@mantine/notifications'

/** Says for a moment that something is done: `The token is revoked.` */
export function notifyDone(message: string): void {
  notifications.show({
    message,
    withBorder: true,
    role: 'status',
    closeButtonProps: { 'aria-label': 'Close the message' },
  })
}
