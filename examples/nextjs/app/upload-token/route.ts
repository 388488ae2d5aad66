import { createSignpost } from '@signpost/client'

/** `POST /upload-token`, in Next.js. The API token stays here. The page gets a client token, which can do less and expires soon. */
export async function POST(): Promise<Response> {
  // Read inside the function, because `next build` also loads this file, and has no token.
  const { SIGNPOST_URL: url = 'http://127.0.0.1:8080', API_TOKEN: token } = process.env
  const signpost = createSignpost({ url, token })
  // Check here who is signed in, and give each user their own folder.
  const allow = ['upload:my-bucket/incoming/*']
  return Response.json(await signpost.createClientToken({ allow, maxBytes: 50_000_000 }))
}
