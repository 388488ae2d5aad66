/**
 * Waits for work, but no longer than a limit. It leaves no timer behind.
 * @throws Error, as a rejection, when the limit is exceeded; before that, whatever the work itself throws
 */
export function deadline<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`no answer within ${limitMs} ms`))
    // After a pause of the whole process, timers run before sockets are read: an answer that has already arrived must count.
    const timer = setTimeout(() => setImmediate(giveUp), limitMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
