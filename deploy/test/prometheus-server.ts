import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { prometheusFolder } from './monitoring-files.ts'

/** A Prometheus with the configuration and the rules of the deployment. */
export interface PrometheusServer {
  /** Calls its API. @returns `data` of the answer @throws Error with Prometheus' own error */
  ask<Data>(path: string, params?: Readonly<Record<string, string>>): Promise<Data>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts Prometheus on a free port of 127.0.0.1. Only the targets and the interval, one second, differ from the deployment.
 * @param folder where Prometheus stores its data
 * @param targets the addresses of metrics
 */
export async function startPrometheus(folder: string, targets: readonly string[]): Promise<PrometheusServer> {
  const config = parse(readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8'))
  config.global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }
  config.rule_files = [join(prometheusFolder, 'alerts.yaml')]
  config.scrape_configs[0].static_configs[0].targets = targets
  const configFile = join(folder, 'prometheus.yml')
  writeFileSync(configFile, stringify(config))
  const address = `127.0.0.1:${await findFreePort()}`
  const options = [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
  ]
  const child = spawn('prometheus', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = once(child, 'close').then(() => process.off('exit', kill))
  let logs = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    logs += chunk
  })
  await waitUntil('Prometheus serves', () => {
    if (child.exitCode !== null) throw new Error(`prometheus ended: ${logs}`)
    return logs.includes('Server is ready to receive web requests')
  })
  return {
    async ask<Data>(path: string, params: Readonly<Record<string, string>> = {}) {
      const answer = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(params)}`)
      const body = (await answer.json()) as { status: string; error?: string; data: Data }
      if (body.status !== 'success') throw new Error(body.error)
      return body.data
    },
    async [Symbol.asyncDispose]() {
      kill()
      await exited
    },
  }
}
