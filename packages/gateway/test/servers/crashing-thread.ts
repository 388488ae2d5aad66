import { parentPort } from 'node:worker_threads'
import type { WriterRequest } from '../../src/database/sqlite-writer-thread.ts'

// A writer thread for sqlite-writer.test.ts. The statement tells it what to do.

parentPort?.on('message', (request: WriterRequest) => {
  const statements = 'statements' in request ? request.statements : []
  const [sql] = statements.map((statement) => statement.sql)
  if (sql === 'crash') throw new Error('crashed on request')
  if (sql === 'exit') process.exit(1)
  if (sql === 'work') parentPort?.postMessage({ result: statements.map(() => 1) })
})
