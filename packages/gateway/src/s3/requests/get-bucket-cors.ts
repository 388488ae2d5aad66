import type { CorsRule } from '../cors-rules.ts'
import { S3Error } from '../s3-error.ts'
import type { S3Request } from '../s3-request.ts'
import type { XmlElement } from '../s3-xml.ts'

/** The CORS configuration of a bucket. */
export interface CorsConfiguration {
  readonly rules: readonly CorsRule[]
  /** What the configuration contains in addition to the rules, by element name. */
  readonly rest: Readonly<Record<string, readonly XmlElement[]>>
}

/**
 * Reads the CORS configuration of a bucket. A bucket without one answers 404 `NoSuchCORSConfiguration`.
 * S3 API Reference, "GetBucketCors".
 */
export function getBucketCors({ bucket }: { readonly bucket: string }): S3Request<CorsConfiguration> {
  return {
    name: 'GetBucketCors',
    method: 'GET',
    bucket,
    query: { cors: '' },
    parse(response) {
      const { body } = response
      if ('problem' in body) throw new S3Error(response, body.problem)
      if (body.root !== 'CORSConfiguration') throw new S3Error(response, 'contains no CORS configuration')
      const { CORSRule: rules = [], ...rest } = listElements(body.element)
      return { rules: rules.map(listElements), rest }
    },
  }
}

/** Lists the child elements. Text between elements is left out. */
function listElements(element: XmlElement): CorsRule {
  if (typeof element === 'string') return {}
  return Object.fromEntries(Object.entries(element).filter(([name]) => name !== '#text'))
}
