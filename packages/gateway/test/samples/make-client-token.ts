import type { Signer } from './sign.ts'

/** Makes a client token. @throws Error with the whole answer when its status is not 200 */
export async function makeClientToken(
  { url, token }: Signer,
  asked: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await fetch(`${url}/awss3/client-token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ allow: ['upload:my-bucket/in/*'], ...asked }),
  })
  const body = await response.text()
  if (response.status !== 200) throw new Error(`No client token was made: ${response.status} ${body}`)
  return (JSON.parse(body) as { data: { clientToken: string } }).data.clientToken
}
