import { refuseHeader } from './conditions.ts'
import { type Exchange, type Handler, sendDocument } from './exchange.ts'
import { listObjects } from './list-objects.ts'
import { abortUpload, completeUpload, createUpload, listParts, listUploads, putPart } from './multipart-handlers.ts'
import { deleteObject, getObject, putObject } from './object-handlers.ts'
import { S3Refusal, type S3Request } from './s3-request.ts'

/**
 * What the sandbox supports, by method, subject (object or bucket) and subresource in the query. S3 API Reference, "Actions". Everything
 * else that S3 supports is `NotImplemented`.
 */
const handlers: Readonly<Record<string, Handler>> = {
  'GET object': getObject,
  'HEAD object': getObject,
  'PUT object': putObject,
  'DELETE object': deleteObject,
  'POST object uploads': createUpload,
  'PUT object uploadId': putPart,
  'GET object uploadId': listParts,
  'POST object uploadId': completeUpload,
  'DELETE object uploadId': abortUpload,
  'GET bucket': listObjects,
  'HEAD bucket': ({ response }) => void response.writeHead(200, { 'x-amz-bucket-region': region }).end(),
  'GET bucket uploads': listUploads,
  'GET bucket location': (exchange: Exchange) => sendDocument(exchange, 'LocationConstraint', {}),
}

const region = 'us-east-1'

/** Parameters that turn a request into another kind of request. S3 User Guide, "Signing and authenticating REST requests". */
const subresources =
  'uploads uploadId location accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle logging metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication requestPayment restore retention select session tagging torrent versioning versions website'.split(
    ' ',
  )

/**
 * Finds the handler of a request.
 * @throws S3Refusal for a request that the sandbox does not support
 */
export function findHandler({ method, key, query, headers }: S3Request): Handler {
  const subject = key === '' ? 'bucket' : 'object'
  const subresource = subresources.find((name) => query.has(name))
  if (subject === 'bucket' && subresource === 'uploadId') {
    throw new S3Refusal(400, 'InvalidRequest', 'A key must be specified')
  }
  const handler = handlers[[method, subject, ...(subresource === undefined ? [] : [subresource])].join(' ')]
  if (handler === undefined && subject === 'bucket' && method !== 'GET' && method !== 'HEAD') {
    throw new S3Refusal(403, 'AccessDenied', 'The buckets of the sandbox cannot be changed.')
  }
  if (handler === undefined && subresource === undefined) {
    throw new S3Refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
  }
  if (handler === undefined) {
    const message = 'The sandbox does not support this, although S3 may; docs/sandbox.md lists what it supports.'
    throw new S3Refusal(501, 'NotImplemented', message)
  }
  if (headers.has('x-amz-copy-source')) throw refuseHeader('x-amz-copy-source')
  const version = query.get('versionId')
  if (version === undefined || version === 'null') return handler
  throw new S3Refusal(400, 'InvalidArgument', 'Invalid version id specified', { ArgumentName: 'versionId' })
}
