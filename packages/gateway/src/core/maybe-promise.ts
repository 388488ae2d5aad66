/** A value that may be there at once. What is there at once is not waited for: each wait is a turn of the event loop's queue. */
export type MaybePromise<Value> = Value | Promise<Value>
