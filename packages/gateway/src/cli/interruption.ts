/** What a command ends with when it is interrupted. */
export class Interruption extends Error {
  /** @param state how things stand now: "Nothing was moved." */
  constructor(state: string) {
    super(`Interrupted. ${state}`)
    this.name = 'Interruption'
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Does long work that Ctrl-C or SIGTERM ends in order: the work looks at its signal between two steps, and tidies up. At
 * the second Ctrl-C the process ends at once.
 * @param state how things stand after an interruption
 * @param output where its progress was told, which ends with it
 * @throws Interruption, when the work throws the reason of its signal
 */
export async function doInterruptibly<Result>(
  state: string,
  { endProgress }: { readonly endProgress: () => void },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController()
  function onSignal(): void {
    if (interruption.signal.aborted) process.exit(interruptedExitCode)
    interruption.abort(new Interruption(state))
  }
  for (const signal of signals) process.on(signal, onSignal)
  try {
    return await work(interruption.signal)
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
    endProgress()
  }
}

/** 128 and the number of SIGINT, as shells have it. */
export const interruptedExitCode = 130
