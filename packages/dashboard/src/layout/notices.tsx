import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'

/** The place where messages of `notifyDone` appear. */
export function Notices() {
  return <Notifications position="bottom-right" />
}
