import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { announcePort } from '../../servers/announce-port.ts'
import { exampleBucket, exampleKeys, exampleRegion } from '../example-credential.ts'

// @uppy/companion's endpoint that signs uploads, GET /s3/params. `install-packages.ts` installs it apart from the repository's own
// packages, so it is resolved from that folder.

/** The part of it that is used here. */
interface Companion {
  app(options: object): { app: RequestListener }
}

const require = createRequire(join(process.env.BENCH_COMPANION_DIR ?? '', 'package.json'))
const companion = (await import(pathToFileURL(require.resolve('@uppy/companion')).href)) as Companion
const { app } = companion.app({
  secret: 'a secret for a benchmark, which signs no session that anybody uses',
  filePath: tmpdir(),
  server: { host: '127.0.0.1', protocol: 'http' },
  metrics: false,
  corsOrigins: true,
  // Companion does not start in production without this setting.
  uploadUrls: ['https://example.com'],
  s3: {
    key: exampleKeys.accessKeyId,
    secret: exampleKeys.secretAccessKey,
    bucket: exampleBucket,
    region: exampleRegion,
    expires: 300,
  },
})
await announcePort(createServer(app))
