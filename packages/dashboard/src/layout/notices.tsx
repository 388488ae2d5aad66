import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'

/** Where `notifyDone` speaks. */
export function Notices() {
  return <Notifications position="bottom-right" />
}
