/**
 * Runs work once at a time: all callers get the same promise while it is in flight. Work that hangs is therefore not begun
 * again and again.
 * @returns a function that begins the work, or joins the work in flight
 */
export function singleFlight<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let flight: Promise<Value> | undefined
  return () => {
    flight ??= work().finally(() => {
      flight = undefined
    })
    return flight
  }
}
