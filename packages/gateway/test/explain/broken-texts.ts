import type { BrokenCase } from './broken-case.ts'

const hourAgo = () => Date.now() - 3_600_000

/** What happens to the text of a URL between its signer and the person who opens it, and what time does to it. */
export const brokenTexts: readonly BrokenCase[] = [
  { title: 'expired', expected: ['expired'], make: ({ sign, send }) => send(sign({ signedAt: hourAgo() })) },
  {
    title: 'expired, and nothing but the URL is left',
    expected: ['expired'],
    make: async ({ sign }) => ({ url: sign({ signedAt: hourAgo() }) }),
  },
  {
    title: 'expired, SigV2',
    expected: ['expired'],
    make: ({ sign, send }) => send(sign({ signedAt: hourAgo() }, { signatureVersion: 'v2' })),
  },
  {
    title: 'expired, as curl shows it',
    expected: ['expired'],
    make: ({ sign, run }) => run(`curl '${sign({ signedAt: hourAgo() })}'`),
  },
  {
    title: 'not yet valid',
    expected: ['not_yet_valid'],
    // Ceph accepts such a URL.
    make: async ({ sign }) => ({ url: sign({ signedAt: Date.now() + 3_600_000 }) }),
  },
  {
    title: 'a clock that is a day behind signed it',
    expected: ['expired'],
    says: /clock/,
    make: ({ sign, run }) => run(`curl '${sign({ signedAt: Date.now() - 86_400_000 })}'`),
  },
  {
    title: 'longer than seven days',
    expected: ['lifetime_too_long'],
    make: ({ sign, send }) => send(sign().replace('X-Amz-Expires=300', 'X-Amz-Expires=2592000')),
  },
  {
    title: 'extended by hand',
    expected: ['changed_after_signing', 'not_this_secret'],
    make: ({ sign, send }) => send(sign().replace('X-Amz-Expires=300', 'X-Amz-Expires=86400')),
  },
  {
    title: 'encoded twice',
    expected: ['encoded_twice'],
    make: ({ sign, send }) => send(sign({ key: 'my report.pdf' }).replaceAll('%', '%25')),
  },
  {
    title: 'the key encoded twice',
    expected: ['encoded_twice'],
    make: ({ sign, send }) => send(sign({ key: 'my report.pdf' }).replace('my%20report', 'my%2520report')),
  },
  {
    title: 'the whole URL encoded',
    expected: ['encoded_twice'],
    make: async ({ sign, send, ceph }) => {
      const url = sign()
      const rest = url.slice(ceph.endpoint.length + 1)
      return send(`${ceph.endpoint}/${encodeURIComponent(rest).replaceAll('%2F', '/')}`)
    },
  },
  {
    title: '+ for a space in the key',
    expected: ['plus_for_blank'],
    make: ({ sign, send }) => send(sign({ key: 'my report.pdf' }).replace('my%20report', 'my+report')),
  },
  {
    title: '%2B decoded into a space',
    expected: ['plus_for_blank'],
    make: ({ sign, send }) => send(sign({ key: 'a+b.pdf' }).replace('a%2Bb', 'a%20b')),
  },
  {
    title: '&amp; for &',
    expected: ['escaped_ampersand'],
    make: ({ sign, send }) => send(sign().replaceAll('&', '&amp;')),
  },
  {
    title: '\\u0026 for &',
    expected: ['escaped_ampersand'],
    make: ({ sign, run }) => run(`curl '${sign().replaceAll('&', '\\u0026')}'`),
  },
  {
    title: 'cut at & by a shell, with the command',
    expected: ['cut_at_ampersand'],
    make: ({ sign, run }) => run(`curl ${sign()}`),
  },
  {
    title: 'cut at & by a shell, with the URL as it arrived',
    expected: ['cut_at_ampersand'],
    make: ({ sign, send }) => send(sign().split('&')[0] ?? ''),
  },
  {
    title: 'cut by a column of 255 characters',
    expected: ['cut_off'],
    make: ({ sign, send }) => send(sign().slice(0, 255)),
  },
  {
    title: 'the last characters of the signature lost',
    expected: ['cut_off'],
    make: ({ sign, send }) => send(sign().slice(0, -5)),
  },
  {
    title: 'a bracket of the surrounding message copied with it',
    expected: ['text_around'],
    make: ({ sign, send }) => send(`${sign()})`),
  },
  {
    title: 'a line break from a mail in the middle',
    expected: ['text_around'],
    make: async ({ sign, run }) => {
      const url = sign()
      return run(`curl '${url.slice(0, 120)}%0A${url.slice(120)}'`)
    },
  },
  {
    title: 'in lowercase',
    expected: ['case_changed'],
    make: ({ sign, send }) => send(sign().toLowerCase()),
  },
  {
    title: 'one digit of the signature mistyped',
    expected: ['signature_damaged'],
    make: ({ sign, send }) =>
      send(sign().replace(/Signature=(.)/, (_, digit) => `Signature=${digit === 'a' ? 'b' : 'a'}`)),
  },
  {
    title: 'a SigV2 signature with a space in place of a +',
    expected: ['plus_for_blank'],
    async make({ sign, run }) {
      for (let seconds = 300; ; seconds++) {
        const url = sign({ expiresInSeconds: seconds }, { signatureVersion: 'v2' })
        if (url.includes('%2B')) return run(`curl '${url.replaceAll('%2B', '+')}'`)
      }
    },
  },
]
