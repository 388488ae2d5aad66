import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { isRefused } from './open-connection.ts'
import { waitUntil } from './wait-until.ts'

/** One line of nginx's access log. */
export interface ProxiedRequest {
  readonly status: number
  /** Each node that nginx tried, in order. `connected` is false if the node accepted no connection. */
  readonly attempts: readonly { readonly address: string; readonly status: number; readonly connected: boolean }[]
}

/** A test's own nginx in front of gateways, on a free port of 127.0.0.1. */
export interface NginxServer {
  readonly url: string
  /** The requests so far. nginx writes a line a moment after its answer. */
  listRequests(): ProxiedRequest[]
  /** The unparsed access log. */
  readLog(): string
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts nginx with the configuration that docs/behind-a-proxy.md recommends, except that it speaks plain HTTP and uses
 * the test's own addresses and files.
 * @param nodes addresses of the gateways, `127.0.0.1:PORT`
 */
export async function startNginx(nodes: readonly string[]): Promise<NginxServer> {
  const dir = mkdtempSync(join(tmpdir(), 'signpost-nginx-'))
  const port = await findFreePort()
  const file = join(dir, 'nginx.conf')
  writeFileSync(file, describeServer(dir, fillIn(readRecommendation(), dir, port, nodes)))
  const place = ['-p', dir, '-c', file, '-e', join(dir, 'start.log'), '-g', 'daemon off;']
  // nginx ends with this process, even when the process is killed.
  const child = spawn('setpriv', ['--pdeathsig=TERM', '/usr/sbin/nginx', ...place], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await waitUntil('nginx listens', async () => {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${readFileSync(join(dir, 'start.log'), 'utf8')}`)
    return !(await isRefused(url))
  })
  return {
    url,
    readLog: () => readFileSync(join(dir, 'access.log'), 'utf8'),
    listRequests: () => readFileSync(join(dir, 'access.log'), 'utf8').split('\n').filter(Boolean).map(parseLine),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Reads the nginx block of docs/behind-a-proxy.md. */
function readRecommendation(): string {
  const page = readFileSync(new URL('../../../../docs/behind-a-proxy.md', import.meta.url), 'utf8')
  const block = /^```nginx\n(.*?)^```$/ms.exec(page)?.[1]
  if (block === undefined) throw new Error('docs/behind-a-proxy.md no longer has an nginx block')
  return block
}

/** Puts a test's places into the recommendation. @throws Error when a line to be replaced is missing */
function fillIn(recommended: string, dir: string, port: number, nodes: readonly string[]): string {
  const [first, ...more] = recommended.match(/^ *server 10\.0\.0\.\d+:8080.*\n/gm) ?? []
  if (first === undefined) throw new Error('The nginx block no longer has a server 10.0.0.…')
  const replacements: readonly (readonly [from: string | RegExp, to: string])[] = [
    ...more.map((line) => [line, ''] as const),
    [first, nodes.map((node) => first.replace(/10\.0\.0\.\d+:8080/, node)).join('')],
    ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
    [/ssl_certificate .*;/, ''],
    [/ssl_certificate_key .*;/, ''],
    ['/var/log/nginx/signpost.log', join(dir, 'access.log')],
    ['/var/log/nginx/signpost-error.log', join(dir, 'error.log')],
  ]
  return replacements.reduce((text, [from, to]) => {
    const replaced = text.replace(from, to)
    if (replaced === text) throw new Error(`The nginx block no longer has ${from}`)
    return replaced
  }, recommended)
}

/** The configuration that Debian's nginx.conf puts around such a block, with all files in one folder. */
function describeServer(dir: string, block: string): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
worker_processes 2;
pid ${join(dir, 'nginx.pid')};
events { worker_connections 768; }
http {
${folders.map((name) => `  ${name}_temp_path ${join(dir, name)};`).join('\n')}
${block}
}
`
}

function parseLine(line: string): ProxiedRequest {
  const found = /^\S+ \[.*?\] "[A-Z]+ .*?" (\d{3}) \d+ [\d.]+ "(.*?)" "(.*?)" "(.*?)"$/.exec(line)
  if (found === null) throw new Error(`This is not a line of the recommended format: ${line}`)
  const [, status, ...lists] = found
  const [addresses = [], statuses = [], connectTimes = []] = lists.map((list) => list.split(', '))
  return {
    status: Number(status),
    attempts: addresses.map((address, index) => ({
      address,
      status: Number(statuses[index]),
      connected: connectTimes[index] !== '-',
    })),
  }
}
