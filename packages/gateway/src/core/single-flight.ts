/**
 * Does work once at a time: those who ask meanwhile get the same promise. So work that hangs is not begun again and again.
 * @returns a function that begins the work, or joins the one under way
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
