import type { UppySigned } from './uppy-types.ts'

/** Headers that a browser sets itself and that a page cannot set. */
const ownHeaders: readonly string[] = ['content-length', 'host']

/** Turns a signed URL into a request for Uppy. */
export function toStoreRequest({
  signedUrl: url,
  headers,
}: {
  readonly signedUrl: string
  readonly headers: Readonly<Record<string, string>>
}): UppySigned {
  return { url, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name))) }
}

/** Writes S3's answer for Uppy: an XML element with values, or with XML of {@link toXml}. */
export function answerWith(element: string, content: Readonly<Record<string, string>> | string): UppySigned {
  const xml = `<${element}>${typeof content === 'string' ? content : toXml(content)}</${element}>`
  return { url: `data:application/xml,${encodeURIComponent(xml)}` }
}

/** Writes an XML element for each value. */
export function toXml(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
