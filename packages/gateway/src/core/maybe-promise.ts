/** A value that is there at once unless somebody else has to be asked. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Goes on with a value: at once when it is there, else when it comes. Waiting for what is there costs a turn of the queue. */
export function andThen<Value, Next>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Next>,
): MaybePromise<Next> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Does something, and handles what it throws or is rejected with, at once or when that comes. */
export function recover<Value>(
  attempt: () => MaybePromise<Value>,
  handle: (thrown: unknown) => MaybePromise<Value>,
): MaybePromise<Value> {
  try {
    const value = attempt()
    return value instanceof Promise ? value.catch(handle) : value
  } catch (thrown) {
    return handle(thrown)
  }
}
