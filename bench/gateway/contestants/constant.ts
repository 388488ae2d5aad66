import { createServer } from 'node:http'
import { announcePort } from '../../servers/announce-port.ts'
import { contentType, readPlainAnswer } from './plain-answer.ts'

// *constant*: bare node:http that only sends an answer of the same size. Nothing on Node is faster.

const answer = readPlainAnswer()
const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(answer) }
await announcePort(
  createServer((_request, response) => {
    response.writeHead(200, headers)
    response.end(answer)
  }),
)
