/** `data` of a signed-url answer. */
export interface Signed {
  readonly signedUrl: string
  readonly expiresAt: string
  readonly bucket: string
  readonly key: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly warnings?: readonly string[]
}

/** `error` of an error answer. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly details?: readonly { readonly parameter: string; readonly message: string }[]
  readonly requestId: string
  readonly docs: string
}

/** A gateway and a token with which to ask for signed URLs. */
export interface Signer {
  readonly url: string
  readonly token: string
}

/**
 * Asks for a signed URL.
 * @throws Error with the whole answer when its status is not 200
 */
export async function sign(signer: Signer, params: Readonly<Record<string, string>>): Promise<Signed> {
  const response = await ask(signer, params)
  const body = await response.text()
  if (response.status !== 200) throw new Error(`No URL was signed: ${response.status} ${body}`)
  return (JSON.parse(body) as { data: Signed }).data
}

/**
 * Asks for a signed URL that must be refused.
 * @throws Error with the whole answer when it is not an error
 */
export async function beRefused(signer: Signer, params: Readonly<Record<string, string>>): Promise<Refusal> {
  const response = await ask(signer, params)
  const body = await response.text()
  if (response.status === 200) throw new Error('A URL was signed, but the request should have been refused')
  return (JSON.parse(body) as { error: Refusal }).error
}

/** Sends a request to `/awss3/signed-url` with the token in the header. */
export function ask({ url, token }: Signer, params: Readonly<Record<string, string>>): Promise<Response> {
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return fetch(`${url}/awss3/signed-url?${query.join('&')}`, { headers: { authorization: `Bearer ${token}` } })
}
