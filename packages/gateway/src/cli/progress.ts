import type { SingleBar } from 'cli-progress'

/** How far a long command is. */
export interface Progress {
  /**
   * Tells how far it is.
   * @param text the same in words, with its counts: `Copied 12 of 40 MB`
   */
  report(done: number, total: number, text: string): void
  /** Takes the bar away, before something else is written. The next report brings it back. */
  clear(): void
}

/** Where progress is shown. */
export interface ProgressPlace {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean }
  /** Whether programs read it: then each line is a JSON value. */
  readonly isJson: boolean
  /** Milliseconds that only grow. */
  readonly now: () => number
  /** Writes a line, in which nothing steers the terminal. */
  writeLine(text: string): void
}

/** Where nobody watches, a line so often: what takes less time than that needs none. */
const lineEveryMs = 2000

/** A bar on a terminal, else now and then a line. */
export function createProgress(place: ProgressPlace): Progress {
  return place.stream.isTTY === true && !place.isJson ? createBar(place) : createLines(place)
}

function createLines({ isJson, now, writeLine }: ProgressPlace): Progress {
  let lastAt = now()
  return {
    report(done, total, text) {
      const isDue = now() - lastAt >= lineEveryMs
      if (!isDue) return
      lastAt = now()
      writeLine(isJson ? JSON.stringify({ progress: { done, total, message: text } }) : text)
    },
    clear() {},
  }
}

function createBar({ stream }: ProgressPlace): Progress {
  let bar: SingleBar | undefined
  let isLoading = false
  let isCleared = false
  let last: Parameters<Progress['report']> = [0, 0, '']

  function show(): void {
    const [done, total, text] = last
    if (bar === undefined || isCleared) return
    if (bar.isActive) {
      bar.setTotal(total)
      bar.update(done, { text })
    } else bar.start(total, done, { text })
  }

  async function load(): Promise<void> {
    isLoading = true
    const { default: library } = await import('cli-progress')
    const options = { format: '{bar} {percentage}%  {text}', clearOnComplete: true, hideCursor: true, stream }
    bar = new library.SingleBar(options, library.Presets.shades_classic)
    show()
  }

  return {
    report(done, total, text) {
      last = [done, total, text]
      isCleared = false
      if (isLoading) show()
      else load().catch(() => {})
    },
    clear() {
      isCleared = true
      if (bar?.isActive === true) bar.stop()
    },
  }
}
