import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import type { Fact } from '../../components/fact-table.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'

type Explanation = ActResult<'explain_request'>

const comparisons = {
  signed: ['good', 'It has signed exactly this URL'],
  changed: ['bad', 'It has signed another URL: this one was changed after that'],
  near: ['bad', 'It has signed this URL, and the signature was damaged after that'],
  other: ['unknown', 'As far as can be seen, it has not signed this URL'],
} as const

/** What a signed URL says of itself, for a table. */
export function listUrlFacts(
  url: NonNullable<Explanation['signedUrl']>,
  stored: Explanation['storedCredential'],
): readonly Fact[] {
  const { bucket, key, host, store, headers = [] } = url
  const place = url.isPlaceCertain ? '' : ', as far as can be told'
  return [
    { name: 'Bucket', value: `${bucket}${place}` },
    { name: 'Key', value: key === '' ? 'none: it is about the bucket itself' : key },
    { name: 'Host', value: store === undefined ? host : `${host} (${store})` },
    { name: 'Method', value: url.method },
    { name: 'Signed headers', value: headers.join(', ') },
    { name: 'Region', value: url.region },
    { name: 'Signature', value: nameSignature(url) },
    { name: 'Access key ID', value: url.accessKeyId },
    {
      name: 'Session token',
      value: url.isTemporary ? 'It has one: it works no longer than the temporary keys do' : undefined,
    },
    { name: 'Signed', value: url.signedAt === undefined ? undefined : <Time at={url.signedAt} /> },
    {
      name: 'Ends',
      value: url.expiresAt === undefined ? undefined : <End at={url.expiresAt} isExpired={url.isExpired} />,
    },
    { name: 'Stored credential', value: stored === undefined ? undefined : <Comparison stored={stored} /> },
  ]
}

function nameSignature({ signatureVersion }: NonNullable<Explanation['signedUrl']>): string {
  return signatureVersion === undefined ? 'It is not signed' : { v4: 'Version 4', v2: 'Version 2' }[signatureVersion]
}

function End({ at, isExpired }: { readonly at: string; readonly isExpired: boolean }) {
  return (
    <>
      <Status state={isExpired ? 'bad' : 'good'} label={isExpired ? 'It has ended' : 'It has not ended'} /> (
      <Time at={at} />, <Time at={at} isRelative />)
    </>
  )
}

function Comparison({ stored }: { readonly stored: NonNullable<Explanation['storedCredential']> }) {
  const { name, result } = stored
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
