/** A value that is available at once, unless a database, Redis or S3 has to be asked for it. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Continues with a value: synchronously when it is there, otherwise once it resolves. Awaiting a value that is there would cost a turn of the microtask queue. */
export function andThen<Value, Next>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Next>,
): MaybePromise<Next> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Does something, and handles its error: at once when it throws, otherwise when its promise rejects. */
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
