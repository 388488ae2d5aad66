import type { Operations } from './api.ts'
import { type DownloadOptions, startDownload } from './download.ts'
import { detectEnvironment, type Environment } from './environment.ts'
import type { UploadData } from './file-source.ts'
import { createGateway, type Gateway, type GatewayOptions, type OperationName } from './gateway.ts'
import type { SignpostError } from './signpost-error.ts'
import { startUpload, type Upload, type UploadOptions } from './upload.ts'
import { createUrlSigner, type SignedUrl, type SignOptions } from './url-signer.ts'

/** The options of a call to the gateway, and a signal that stops it. */
export type CallInput<Name extends OperationName> = Operations[Name]['options'] & {
  readonly signal?: AbortSignal | undefined
}

/** A client of one gateway. Every method throws a `SignpostError`, or whatever `getToken` throws. */
export interface Signpost {
  /** Uploads a file: with one PUT, or in parts if it is large. */
  upload(data: UploadData, options: UploadOptions): Upload
  /** Downloads an object. @returns the store's response, for its `blob()`, `text()` or `body` */
  download(options: DownloadOptions): Promise<Response>
  /** Signs a URL. Calls within one tick share a request. URLs for reading are cached until shortly before they expire. */
  sign(options: SignOptions): Promise<SignedUrl>
  /** Signs many URLs with one request. @returns the URLs in the same order, with an error in place of each refused URL */
  signMany(options: readonly SignOptions[]): Promise<(SignedUrl | SignpostError)[]>
  /** Reads the size, type and other properties of an object. */
  stat(options: CallInput<'headObject'>): Promise<Operations['headObject']['result']>
  /** Lists objects page by page. The answer's `nextCursor` is the `cursor` of the next call. */
  list(options: CallInput<'listObjects'>): Promise<Operations['listObjects']['result']>
  /** Deletes an object. */
  remove(options: CallInput<'deleteObject'>): Promise<Operations['deleteObject']['result']>
  /** Creates a client token for a web page. Call it on a server, with an API token. */
  createClientToken(options: CallInput<'clientToken'>): Promise<Operations['clientToken']['result']>
}

/**
 * Creates a client.
 * @param environment the runtime; detected by default
 * @throws SignpostError `invalid_argument` if neither `token` nor `getToken` is set
 * @example
 * const signpost = createSignpost({ url: 'https://sign.example.com', getToken: () => fetch('/token').then((r) => r.json()) })
 * await signpost.upload(file, { bucket: 'my-bucket', key: `incoming/${file.name}` })
 */
export function createSignpost(options: GatewayOptions, environment: Environment = detectEnvironment()): Signpost {
  return toSignpost(createGateway(options, environment), String(options.url), environment)
}

/** Creates a client from an existing connection to a gateway. @param url the gateway's URL */
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
