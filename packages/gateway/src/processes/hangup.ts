import { isatty } from 'node:tty'

/**
 * Does something at each SIGHUP, which by itself would end the process. When it comes because the terminal that the
 * process was started in is gone, it means the end all the same.
 */
export function runOnHangup(act: () => void): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd))
  process.on('SIGHUP', () => {
    if (terminals.length === 0 || terminals.some((fd) => isatty(fd))) act()
    else process.kill(process.pid, 'SIGTERM')
  })
}
