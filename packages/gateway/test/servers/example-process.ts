import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { isRefused } from './open-connection.ts'
import { cleanEnvironment } from './run-signpost.ts'
import { repositoryRoot } from './shell-blocks.ts'
import { waitUntil } from './wait-until.ts'

/** Where the examples are. */
export const examplesFolder = join(repositoryRoot, 'examples')

/** The variables that configure an example's back end, as its README says. */
export type ExampleEnv = Readonly<Record<'SIGNPOST_URL' | 'API_TOKEN' | 'PORT', string>> & { readonly PAGE?: string }

/** Starts the back end of an example by its own command, and waits until it listens on 127.0.0.1. */
export async function startExample(folder: string, env: ExampleEnv): Promise<AsyncDisposable> {
  const cwd = join(examplesFolder, folder)
  const child = spawn('sh', ['-c', `exec ${readCommand(cwd)}`], {
    cwd,
    // A proxy configured on this machine must not be used for local servers.
    env: { ...cleanEnvironment(env), NO_PROXY: '127.0.0.1', FLASK_RUN_PORT: env.PORT, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  // A failing test file must not leave servers behind.
  process.once('exit', kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const closed = once(child, 'close').finally(() => process.off('exit', kill))
  await waitUntil(`${folder} listens`, async () => {
    if (child.exitCode !== null) throw new Error(`${folder} ended with ${child.exitCode}: ${output}`)
    return !(await isRefused(`http://127.0.0.1:${env.PORT}`))
  })
  return {
    async [Symbol.asyncDispose]() {
      child.kill()
      await closed
    },
  }
}

/** Reads the start command from package.json; Flask has its own, because it has no package.json. */
function readCommand(folder: string): string {
  if (folder.endsWith('flask')) return '/usr/bin/python3 -m flask --app app run'
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { start: string } }
  return scripts.start
}

/** Serves the route of `examples/nextjs`, which it calls as Next.js does: with a Request, for a Response. Also serves the page. */
export async function serveNextRoute({ PORT, ...env }: ExampleEnv): Promise<AsyncDisposable> {
  const { POST } = (await import(join(examplesFolder, 'nextjs/app/upload-token/route.ts'))) as {
    POST(request: Request): Promise<Response>
  }
  Object.assign(process.env, env)
  const server = createServer(async ({ method, url }, response) => {
    if (method === 'POST' && url === '/upload-token') {
      const answer = await POST(new Request(`http://127.0.0.1:${PORT}${url}`, { method }))
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    } else {
      response.setHeader('content-type', 'text/html').end(readFileSync(join(examplesFolder, 'html/index.html')))
    }
  }).listen(Number(PORT), '127.0.0.1')
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      for (const name of Object.keys(env)) delete process.env[name]
      server.close().closeAllConnections()
      await once(server, 'close')
    },
  }
}
