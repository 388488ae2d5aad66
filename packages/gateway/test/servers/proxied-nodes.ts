import assert from 'node:assert/strict'
import { findFreePort } from './free-port.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type NginxServer, startNginx } from './nginx-server.ts'
import { makeTempDir, type TempDir } from './temp-dir.ts'
import { waitUntilReady } from './wait-until-ready.ts'

/** Gateways behind one nginx, each with a port and a data directory that it keeps. */
export interface ProxiedNodes {
  /** The URL of the proxy, which clients use. */
  readonly url: string
  /** The URL of each node. */
  readonly nodeUrls: readonly string[]
  readonly restarts: number
  /** Stops one node as a supervisor does, starts it again, and waits until it is ready. */
  restart(index: number, env: Readonly<Record<string, string>>): Promise<void>
  /** Every line that any node has logged. */
  readLogs(): string[]
  listRequests: NginxServer['listRequests']
  [Symbol.asyncDispose](): Promise<void>
}

/** A node that runs or is being restarted. */
interface Node {
  readonly port: number
  readonly dir: TempDir
  readonly formerLogs: string[]
  gateway: GatewayProcess
}

/** Starts gateways, and nginx in front of them as in docs/behind-a-proxy.md. */
export async function startProxiedNodes(count: number, env: Readonly<Record<string, string>>): Promise<ProxiedNodes> {
  await using stack = new AsyncDisposableStack()
  const nodes = await Promise.all(
    Array.from({ length: count }, async (): Promise<Node> => {
      const dir = stack.use(makeTempDir())
      const port = await findFreePort()
      const node: Node = { port, dir, formerLogs: [], gateway: await startOn(port, dir, env) }
      stack.defer(async () => void (await node.gateway.stop()))
      return node
    }),
  )
  const nginx = stack.use(await startNginx(nodes.map(({ port }) => `127.0.0.1:${port}`)))
  const disposable = stack.move()
  let restarts = 0

  return {
    url: nginx.url,
    nodeUrls: nodes.map(({ gateway }) => gateway.report.url),
    get restarts() {
      return restarts
    },
    async restart(index, changed) {
      const node = nodes[index]
      if (node === undefined) throw new Error(`There is no node ${index}`)
      assert.deepEqual(await node.gateway.stop('SIGTERM'), { code: 0, signal: null }, node.gateway.logs())
      node.formerLogs.push(node.gateway.logs())
      node.gateway = await startOn(node.port, node.dir, changed)
      restarts++
      await waitUntilReady(node.gateway.report.url)
    },
    readLogs: () =>
      nodes.flatMap(({ formerLogs, gateway }) => [...formerLogs, gateway.logs()].join('').split('\n').filter(Boolean)),
    listRequests: nginx.listRequests,
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

function startOn(port: number, dir: TempDir, env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  return startGateway({ dataDir: dir.path, env, args: ['--port', String(port)] })
}
