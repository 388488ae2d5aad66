/** Says on standard error what is being measured. */
export type Progress = (step: string) => void

/** Reports progress: on a terminal as one line that is overwritten, otherwise as one line per step. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const startedAt = performance.now()
  return (step) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const line = `${String(seconds).padStart(4)} s  ${step}`
    if (stream.isTTY) stream.write(`\r\x1b[2K${line.slice(0, stream.columns - 1)}`)
    else stream.write(`${line}\n`)
  }
}
