import type { ServerResponse } from 'node:http'
import { answerError, type Script } from '../../packages/gateway/test/servers/scripted-s3.ts'

/** One way in which an S3 server fails. */
export interface S3Fault {
  readonly name: string
  readonly what: string
  readonly script: Script
  /** Whether no answer is intelligible. The gateway then treats S3 as unavailable, and asks it nothing for a while. */
  readonly isOutage?: true
  /** Whether every URL has a warning during the fault. */
  readonly isWarned: boolean
}

const dayMs = 86_400_000

function answerHalf(_request: unknown, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('<ListBucketResult>', () => response.destroy())
}

function drip(_request: unknown, response: ServerResponse): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 100)
  response.on('close', () => clearInterval(timer))
}

function answerGarbage(_request: unknown, { socket }: ServerResponse): void {
  socket?.end('\0\0\u0001 \r\nthis is not HTTP\r\n\r\n')
}

function answerEndlessHeaders(_request: unknown, { socket }: ServerResponse): void {
  socket?.write('HTTP/1.1 200 OK\r\n')
  const pump = (): void => {
    while (socket?.destroyed === false && socket.write(`x-lie: ${'x'.repeat(8192)}\r\n`)) {}
  }
  socket?.on('drain', pump)
  pump()
}

function answerEndlessBody(_request: unknown, response: ServerResponse): void {
  response.writeHead(200)
  const pump = (): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536))) {}
  }
  response.on('drain', pump)
  pump()
}

const circle = ['eu-west-1', 'us-west-2', 'ap-south-1']
let redirects = 0

const redirectInCircles: Script = (request, response) => {
  const region = circle[redirects++ % circle.length] ?? ''
  const location = `http://${request.headers.host}${request.url}`
  answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': region, location })(request, response)
}

const nameEvilRegion = answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'evil.example/' })

const refuseFromYesterday: Script = (request, response) =>
  answerError(403, 'RequestTimeTooSkewed', { date: new Date(Date.now() - dayMs).toUTCString() })(request, response)

/** Every way in which the S3 server of the fault test fails. */
export const s3Faults: readonly S3Fault[] = [
  { name: 'hangs', what: 'never answers', script: () => {}, isOutage: true, isWarned: true },
  {
    name: 'cuts',
    what: 'cuts the connection',
    script: (_request, response) => response.destroy(),
    isOutage: true,
    isWarned: true,
  },
  { name: 'half', what: 'cuts its answer short', script: answerHalf, isOutage: true, isWarned: true },
  { name: 'drips', what: 'sends a byte now and then', script: drip, isOutage: true, isWarned: true },
  { name: 'garbage', what: 'does not speak HTTP', script: answerGarbage, isOutage: true, isWarned: true },
  { name: 'headers', what: 'sends endless headers', script: answerEndlessHeaders, isOutage: true, isWarned: true },
  { name: 'body', what: 'sends an endless body', script: answerEndlessBody, isWarned: true },
  { name: 'busy', what: 'says 503 SlowDown', script: answerError(503, 'SlowDown'), isOutage: true, isWarned: true },
  { name: 'loop', what: 'redirects in circles, region by region', script: redirectInCircles, isWarned: true },
  { name: 'region', what: 'names a region that would lead to another host', script: nameEvilRegion, isWarned: true },
  {
    name: 'twofaced',
    what: 'says 200 with an error in the body',
    script: answerError(200, 'InternalError'),
    isWarned: true,
  },
  { name: 'clock', what: 'has a clock a day behind, and refuses', script: refuseFromYesterday, isWarned: true },
]
