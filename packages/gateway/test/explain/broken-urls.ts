import { type BrokenCase, bucket } from './broken-case.ts'

/** URLs that are complete, but not the ones that were signed. */
export const brokenUrls: readonly BrokenCase[] = [
  {
    title: 'the name of a file in another Unicode form',
    expected: ['unicode_form'],
    make: ({ sign, send }) =>
      send(sign({ key: 'Müller.pdf'.normalize('NFC') }).replace('M%C3%BC', encodeURIComponent('Mü'.normalize('NFD')))),
  },
  {
    title: 'one slash of two lost',
    expected: ['slash_lost'],
    make: ({ sign, send }) => send(sign({ key: 'docs//report.pdf' }).replace('docs//', 'docs/')),
  },
  {
    title: 'a slash at the end lost',
    expected: ['slash_lost'],
    make: ({ sign, send }) => send(sign({ key: 'docs/folder/' }).replace('folder/?', 'folder?')),
  },
  {
    title: 'no signature at all',
    expected: ['not_signed'],
    make: ({ sign, send }) => send(sign().split('?')[0] ?? ''),
  },
  {
    title: 'a parameter of a tracker added',
    expected: ['parameter_added'],
    make: ({ sign, send }) => send(`${sign()}&utm_source=mail`),
  },
  {
    title: 'a download name added by hand',
    expected: ['parameter_added'],
    make: ({ sign, send }) => send(`${sign()}&response-content-disposition=attachment`),
  },
  {
    title: 'a parameter taken away',
    expected: ['parameter_missing'],
    make: ({ sign, send }) =>
      send(
        sign({ query: { 'response-content-type': 'text/plain' } }).replace('&response-content-type=text%2Fplain', ''),
      ),
  },
  {
    title: 'the key changed by hand',
    expected: ['changed_after_signing', 'not_this_secret'],
    make: ({ sign, send }) => send(sign().replace('report.pdf', 'other.pdf')),
  },
  {
    title: 'signed for another region, and the region changed by hand',
    expected: ['region_changed'],
    make: ({ sign, send }) => send(sign().replace('us-east-1', 'eu-central-1')),
  },
  {
    title: 'signed for another service',
    expected: ['wrong_service'],
    make: ({ sign, send }) => send(sign().replace('%2Fs3%2F', '%2Fexecute-api%2F')),
  },
  {
    title: 'signed by both versions',
    expected: ['signed_twice'],
    make: ({ sign, send }) => send(`${sign()}&${sign({}, { signatureVersion: 'v2' }).split('?')[1]}`),
  },
  {
    title: 'an invalid date',
    expected: ['malformed_signature'],
    make: ({ sign, send }) => send(sign().replace(/X-Amz-Date=\d+T/, 'X-Amz-Date=2026-11-26T')),
  },
  {
    title: 'another bucket in the URL',
    expected: ['NoSuchBucket'],
    make: ({ sign, send }) => send(sign({ bucket: 'my-buckets' })),
  },
  {
    title: 'signed for the bucket in the host, sent with the bucket in the path',
    expected: ['addressing_changed'],
    make: ({ sign, ceph, run }) =>
      run(
        `curl '${sign({}, { endpoint: ceph.virtualEndpoint, addressing: 'virtual' }).replace(`//${bucket}.s3.localhost`, '//s3.localhost').replace('/docs/', `/${bucket}/docs/`)}'`,
      ),
  },
  {
    title: 'the bucket in the host and in the path',
    expected: ['bucket_twice'],
    make: ({ sign, ceph, run }) =>
      run(
        `curl '${sign({ key: `${bucket}/docs/report.pdf` }, { endpoint: ceph.virtualEndpoint, addressing: 'virtual' })}'`,
      ),
  },
  {
    title: 'the internal host replaced by another name',
    expected: ['host_changed'],
    make: ({ sign, run }) => run(`curl '${sign().replace('127.0.0.1', 's3.localhost')}'`),
  },
]
