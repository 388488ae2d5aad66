import type { SigningRequest } from './contestant.ts'

/** One column of the benchmark: a request, and how many credentials take turns. */
export interface SigningCase {
  readonly name: string
  readonly request: SigningRequest
  readonly credentials: number
  /** Whether the floor applies to it, which is the cost of a signature for a short key. */
  readonly hasFloor: boolean
}

const shortKey = 'pdfs/report.pdf'
const longKey = `archive/${'2026/quarterly-figures/'.repeat(38)}report-final.pdf`.slice(0, 896).concat('.pdf')
const unicodeKey = 'bilder/Übersicht 日本語 (Größe 1)!.jpg'

const keys = [
  ['short key', shortKey],
  ['900-byte key', longKey],
  ['unicode key', unicodeKey],
] as const

/** All cases for SigV4. */
export const signingCases: readonly SigningCase[] = [
  ...keys.flatMap(([name, key]): SigningCase[] => [
    { name: `GET, ${name}`, request: { method: 'GET', key }, credentials: 1, hasFloor: key === shortKey },
    {
      name: `PUT + ACL, ${name}`,
      request: { method: 'PUT', key, acl: 'public-read' },
      credentials: 1,
      hasFloor: key === shortKey,
    },
  ]),
  {
    name: 'GET, 10,000 credentials',
    request: { method: 'GET', key: shortKey },
    credentials: 10_000,
    hasFloor: false,
  },
]

/** The cases for SigV2. Of all contestants only Signpost still supports it. */
export const v2Cases: readonly SigningCase[] = signingCases
  .slice(0, 2)
  .map((signingCase) => ({ ...signingCase, name: `SigV2 ${signingCase.name}` }))
