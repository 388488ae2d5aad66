import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ActResult } from '../../api/act.ts'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'

type Explanation = ActResult<'explain_request'>

const comparisons = {
  signed: ['good', 'It signed exactly this URL'],
  changed: ['bad', 'It signed a different URL: this one was changed after signing'],
  near: ['bad', 'It signed this URL, but the signature was damaged after signing'],
  other: ['unknown', 'It does not appear to have signed this URL'],
} as const

/** Lists what a signed URL says about itself, for a table. */
export function listUrlFacts(
  url: NonNullable<Explanation['signedUrl']>,
  stored: Explanation['storedCredential'],
): readonly (readonly [name: string, value: ReactNode])[] {
  const { bucket, key, host, store, headers = [] } = url
  const place = url.isPlaceCertain ? '' : ' (probably)'
  return [
    ['Bucket', `${bucket}${place}`],
    ['Key', key === '' ? 'none: the URL is for the bucket itself' : key],
    ['Host', store === undefined ? host : `${host} (${store})`],
    ['Method', url.method],
    ['Signed headers', headers.join(', ')],
    ['Region', url.region],
    ['Signature', nameSignature(url)],
    ['Access key ID', url.accessKeyId],
    ['Session token', url.isTemporary && 'Yes: the URL stops working when the temporary keys expire'],
    ['Signed', url.signedAt && showTime(url.signedAt)],
    ['Expires', url.expiresAt && showEnd(url.expiresAt, url.isExpired)],
    ['Stored credential', stored && showComparison(stored)],
  ]
}

function nameSignature({ signatureVersion }: NonNullable<Explanation['signedUrl']>): string {
  return signatureVersion === undefined
    ? 'The URL is not signed'
    : { v4: 'Version 4', v2: 'Version 2' }[signatureVersion]
}

function showTime(at: string): ReactNode {
  return <Time at={at} />
}

function showEnd(at: string, isExpired: boolean): ReactNode {
  return (
    <>
      <Status state={isExpired ? 'bad' : 'good'} label={isExpired ? 'Expired' : 'Not expired'} /> (
      <Time at={at} />, <Time at={at} isRelative />)
    </>
  )
}

function showComparison({ name, result }: NonNullable<Explanation['storedCredential']>): ReactNode {
  const [state, label] = comparisons[result]
  return (
    <>
      {name !== undefined && (
        <>
          <Anchor component={Link} to={`/credentials/${encodeURIComponent(name)}`} inherit underline="always">
            {name}
          </Anchor>
          {': '}
        </>
      )}
      <Status state={state} label={label} />
    </>
  )
}
