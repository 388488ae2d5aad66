import { notifications } from '@mantine/notifications'

/** Shows for a moment that something was done: `The token was revoked.` */
export function notifyDone(message: string): void {
  notifications.show({
    message,
    withBorder: true,
    role: 'status',
    closeButtonProps: { 'aria-label': 'Close the message' },
  })
}
