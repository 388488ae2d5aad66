import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Preloaded by `--import`: at SIGUSR2, the process collects all garbage, and writes the size of its live heap to the file that
// `LIVE_HEAP_FILE` names.
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const { LIVE_HEAP_FILE: file = '' } = process.env
process.on('SIGUSR2', () => {
  // What a finalizer lets go of is garbage only for the second collection.
  collect()
  collect()
  writeFileSync(`${file}.new`, String(process.memoryUsage().heapUsed))
  renameSync(`${file}.new`, file)
})
