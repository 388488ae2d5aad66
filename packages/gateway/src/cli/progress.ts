import type { SingleBar } from 'cli-progress'

/** The progress of a long command. */
export interface Progress {
  /**
   * Reports the progress.
   * @param text the same in words, with the counts: `Copied 12 of 40 MB`
   */
  report(done: number, total: number, text: string): void
  /** Removes the bar before something else is written. The next report shows it again. */
  clear(): void
}

/** Where progress is shown. */
export interface ProgressPlace {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean }
  /** Whether programs read the progress. If so, each line is a JSON value. */
  readonly isJson: boolean
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  /** Writes a line, with terminal control characters escaped. */
  writeLine(text: string): void
}

/** How often a line is written without a terminal. Work that takes less time needs no line. */
const lineEveryMs = 2000

/** Creates a progress that shows a bar at a terminal, and otherwise writes a line now and then. */
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
