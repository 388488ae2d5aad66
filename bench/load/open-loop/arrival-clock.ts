import { parentPort, workerData } from 'node:worker_threads'
import { type Arrivals, readMilliseconds, whenDue } from './arrivals.ts'

// The thread that says when a request is due. In between it sleeps on a futex, which wakes within a tenth of a millisecond;
// a timer of the event loop would round to whole milliseconds.

const arrivals = workerData as Arrivals
const cell = new Int32Array(new SharedArrayBuffer(4))
for (let index = 0; index < arrivals.count; index++) {
  const left = whenDue(arrivals, index) - readMilliseconds()
  if (left > 0) Atomics.wait(cell, 0, 0, left)
  parentPort?.postMessage(index)
}
