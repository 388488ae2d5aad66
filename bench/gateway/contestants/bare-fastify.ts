import fastify from 'fastify'
import { announcePort } from '../../servers/announce-port.ts'
import { contentType, readPlainAnswer } from './plain-answer.ts'

// Bare Fastify that sends the same constant. It shows what the framework alone costs.

const answer = readPlainAnswer()
const app = fastify()
app.get('/awss3/signed-url', (_request, reply) => reply.type(contentType).send(answer))
await app.ready()
await announcePort(app.server)
