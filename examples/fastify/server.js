import { readFileSync } from 'node:fs'
import { createSignpost } from '@signpost/client'
import { fastify } from 'fastify'

const { SIGNPOST_URL = 'http://127.0.0.1:8080', API_TOKEN, PORT = 3000 } = process.env
const page = readFileSync(new URL('../html/index.html', import.meta.url))

// The API token stays here. The page gets a client token, which can do less and expires soon.
const signpost = createSignpost({ url: SIGNPOST_URL, token: API_TOKEN })
const app = fastify()

app.get('/', (_request, reply) => reply.type('text/html').send(page))

app.post('/upload-token', async () => {
  // Check here who is signed in, and give each user their own folder.
  const allow = ['upload:my-bucket/incoming/*']
  return signpost.createClientToken({ allow, maxBytes: 50_000_000 })
})

await app.listen({ host: '127.0.0.1', port: Number(PORT) })
console.log(`Open http://127.0.0.1:${PORT}`)
