import { createSignpost } from '@signpost/client'

/** `POST /upload-token`, in Next.js. The API token stays here; the page gets a client token, which can do less and ends soon. */
export async function POST(): Promise<Response> {
  // In here, since `next build` loads this file, too, and has no token.
  const { SIGNPOST_URL: url = 'http://127.0.0.1:8080', API_TOKEN: token } = process.env
  const signpost = createSignpost({ url, token })
  // Look here who is signed in, and give them a folder of their own.
  const allow = ['upload:my-bucket/incoming/*']
  return Response.json(await signpost.createClientToken({ allow, maxBytes: 50_000_000 }))
}
