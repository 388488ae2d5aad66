import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { makeTempDir } from './temp-dir.ts'

/** An HTTPS server on loopback with a self-signed certificate. */
export interface TlsServer extends AsyncDisposable {
  readonly port: number
  /** The path of its certificate in PEM. */
  readonly certificateFile: string
}

/** Starts an HTTPS server for `localhost` or for other names. It needs `openssl`. */
export async function startTlsServer(listener: RequestListener, hosts = ['localhost']): Promise<TlsServer> {
  const dir = makeTempDir()
  const [keyFile, certificateFile] = [join(dir.path, 'key.pem'), join(dir.path, 'certificate.pem')]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()}`]
  execFileSync('openssl', [...request, ...names, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' })
  const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    certificateFile,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      dir[Symbol.dispose]()
    },
  }
}
