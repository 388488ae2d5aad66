import { join } from 'node:path'
import { createSignpost } from '@signpost/client'
import express from 'express'

const { SIGNPOST_URL = 'http://127.0.0.1:8080', API_TOKEN, PORT = 3000 } = process.env
const { PAGE = join(import.meta.dirname, '../html') } = process.env

// The API token stays here. The page gets a client token, which can do less and expires soon.
const signpost = createSignpost({ url: SIGNPOST_URL, token: API_TOKEN })
const app = express()

app.use(express.static(PAGE))

app.post('/upload-token', async (_request, response) => {
  // Check here who is signed in, and give each user their own folder.
  const allow = ['upload:my-bucket/incoming/*']
  response.json(await signpost.createClientToken({ allow, maxBytes: 50_000_000 }))
})

app.listen(Number(PORT), '127.0.0.1', () => console.log(`Open http://127.0.0.1:${PORT}`))
