import type { Operations } from './api.ts'
import { type DownloadOptions, startDownload } from './download.ts'
import { detectEnvironment, type Environment } from './environment.ts'
import type { UploadData } from './file-source.ts'
import { createGateway, type Gateway, type GatewayOptions, type OperationName } from './gateway.ts'
import type { SignpostError } from './signpost-error.ts'
import { startUpload, type Upload, type UploadOptions } from './upload.ts'
import { createUrlSigner, type SignedUrl, type SignOptions } from './url-signer.ts'

/** What a call of the gateway takes, and what stops it. */
export type CallInput<Name extends OperationName> = Operations[Name]['options'] & {
  readonly signal?: AbortSignal | undefined
}

/** A client of one gateway. Every method throws `SignpostError`, or what `getToken` throws. */
export interface Signpost {
  /** Uploads a file: by one PUT, or in parts when it is large. */
  upload(data: UploadData, options: UploadOptions): Upload
  /** Downloads an object. @returns the store's response, for its `blob()`, `text()` or `body` */
  download(options: DownloadOptions): Promise<Response>
  /** Signs a URL. Calls of one tick share a request; URLs for reading are remembered until shortly before they end. */
  sign(options: SignOptions): Promise<SignedUrl>
  /** Signs many URLs by one request. @returns in their order; what was refused has its error in its place */
  signMany(options: readonly SignOptions[]): Promise<(SignedUrl | SignpostError)[]>
  /** What an object is. */
  stat(options: CallInput<'headObject'>): Promise<Operations['headObject']['result']>
  /** Lists objects, a page at a time: `nextCursor` of the answer is the `cursor` of the next call. */
  list(options: CallInput<'listObjects'>): Promise<Operations['listObjects']['result']>
  /** Deletes an object. */
  remove(options: CallInput<'deleteObject'>): Promise<Operations['deleteObject']['result']>
  /** Makes a token for a page. On a server, with an API token. */
  createClientToken(options: CallInput<'clientToken'>): Promise<Operations['clientToken']['result']>
}

/**
 * Makes a client.
 * @param environment what it runs in; detected otherwise
 * @throws SignpostError `invalid_argument` when there is neither `token` nor `getToken`
 * @example
 * const signpost = createSignpost({ url: 'https://sign.example.com', getToken: () => fetch('/token').then((r) => r.json()) })
 * await signpost.upload(file, { bucket: 'my-bucket', key: `incoming/${file.name}` })
 */
export function createSignpost(options: GatewayOptions, environment: Environment = detectEnvironment()): Signpost {
  return toSignpost(createGateway(options, environment), String(options.url), environment)
}

/** A client of a gateway that is spoken to already. @param url its address */
export function toSignpost(gateway: Gateway, url: string, environment: Environment): Signpost {
  const signer = createUrlSigner(gateway, environment)
  const uploader = { gateway, signer, environment, url }

  function call<Name extends OperationName>(name: Name, { signal, ...others }: CallInput<Name>) {
    return gateway.call(name, others as unknown as Operations[Name]['options'], { signal })
  }

  return {
    upload: (data, uploadOptions) => startUpload(uploader, data, uploadOptions),
    download: (downloadOptions) => startDownload(signer, environment, downloadOptions),
    sign: (signOptions) => signer.sign(signOptions),
    signMany: signer.signMany,
    stat: (stat) => call('headObject', stat),
    list: (list) => call('listObjects', list),
    remove: (remove) => call('deleteObject', remove),
    createClientToken: (token) => call('clientToken', token),
  }
}
