/**
 * Waits for work, but no longer than a time. It leaves no timer behind.
 * @throws Error when the time is over, as a rejection; before that, what the work itself throws
 */
export function deadline<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`no answer within ${limitMs} ms`))
    // After a pause of the whole process timers come before sockets: an answer that is there already must count.
    const timer = setTimeout(() => setImmediate(giveUp), limitMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
