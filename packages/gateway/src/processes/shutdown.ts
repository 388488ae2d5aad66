import { isatty } from 'node:tty'

/** The steps that the process takes before it ends. */
export interface Shutdown {
  /**
   * Adds a step. Steps run in reverse order: the last one added runs first.
   * @param name what the process waits for when the step hangs
   * @param act runs the step; it may call `waitFor` to say more exactly what it waits for
   */
  add(name: string, act: (waitFor: (name: string) => void) => Promise<void>): void
  /**
   * Runs all steps, even when some fail. A second call waits for the same end.
   * @throws Error with the messages of the failed steps
   */
  run(): Promise<void>
  /** Runs all steps and ends the process; after the time limit by force. A second call does nothing. */
  end(): void
  /** Ends the process in order at the first SIGINT or SIGTERM, and at once at the second. */
  runOnSignal(): void
}

/** How long Docker and most other supervisors wait for a process to end. */
const defaultLimitMs = 10_000

/**
 * Creates a shutdown without steps.
 * @param complain called with the reason when the process does not end properly
 * @param limitMs how long the steps may take after a signal
 */
export function createShutdown(complain: (text: string) => void, limitMs = defaultLimitMs): Shutdown {
  const steps: { name: string; act: (waitFor: (name: string) => void) => Promise<void> }[] = []
  let waitingFor = 'nothing'
  let isEnding = false
  let running: Promise<void> | undefined

  function waitFor(name: string): void {
    waitingFor = name
  }

  function run(): Promise<void> {
    running ??= runSteps()
    return running
  }

  async function runSteps(): Promise<void> {
    const failures: string[] = []
    for (const { name, act } of steps.toReversed()) {
      waitFor(name)
      await act(waitFor).catch((error: Error) => failures.push(error.message))
    }
    if (failures.length > 0) throw new Error(failures.join('; '))
  }

  function exit(code: number, complaint?: string): void {
    try {
      if (complaint !== undefined) complain(complaint)
    } finally {
      // Even when the complaint cannot be written any more.
      process.exit(code)
    }
  }

  function end(): void {
    if (isEnding) return
    isEnding = true
    setTimeout(() => exit(1, `ended by force after ${limitMs / 1000} s; it waited for ${waitingFor}`), limitMs)
    run().then(
      () => exit(0),
      (error: Error) => exit(1, error.message),
    )
  }

  return {
    add(name, act) {
      steps.push({ name, act })
    },
    run,
    end,
    runOnSignal() {
      function onSignal(): void {
        if (isEnding) exit(1)
        end()
      }
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
    },
  }
}

/** The time between two looks at the terminal, after SIGHUP. */
const terminalIntervalMs = 500

/**
 * Calls a function at each SIGHUP, which would otherwise end the process. But when the terminal in which the process was started
 * is gone, SIGHUP is treated like SIGTERM. The kernel also sends SIGHUP when the terminal's shell ends. This may be before the
 * terminal is gone, and no further SIGHUP follows. So the terminal is watched after each one.
 */
export function runOnHangup(act: () => void): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd))
  const isGone = () => terminals.length > 0 && !terminals.some((fd) => isatty(fd))
  let watch: NodeJS.Timeout | undefined

  function endWithTerminal(): void {
    if (!isGone()) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }

  process.on('SIGHUP', () => {
    if (!isGone()) act()
    if (terminals.length > 0) watch ??= setInterval(endWithTerminal, terminalIntervalMs).unref()
    endWithTerminal()
  })
}

/** The time between two looks at the parent process. */
const parentIntervalMs = 500

/**
 * Ends the process when npm has ended. npm starts a shell that starts this process. `kill` ends npm and the shell, but neither
 * passes the signal on.
 */
export function endWithNpm(env: Readonly<Record<string, string | undefined>> = process.env): void {
  if (env.npm_lifecycle_event === undefined) return
  const { ppid } = process
  const timer = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, parentIntervalMs)
  timer.unref()
}
