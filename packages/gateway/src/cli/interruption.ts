/** The error of an interrupted command. */
export class Interruption extends Error {
  /** @param state the state after the interruption: "Nothing was moved." */
  constructor(state: string) {
    super(`Interrupted. ${state}`)
    this.name = 'Interruption'
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Does long work that Ctrl-C or SIGTERM ends in order: the work checks its signal between two steps, and cleans up. A
 * second Ctrl-C ends the process at once.
 * @param state the state after an interruption, in whole sentences
 * @param output shows the progress of the work, and stops when the work ends
 * @throws Interruption if the work throws the reason of its signal
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

/** 128 plus the number of SIGINT, as in shells. */
export const interruptedExitCode = 130
