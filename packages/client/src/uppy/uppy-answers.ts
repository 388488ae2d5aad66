import type { UppySigned } from './uppy-types.ts'

/** Headers that a browser sends by itself, and lets no page set. */
const ownHeaders: readonly string[] = ['content-length', 'host']

/** A signed URL as Uppy sends it. */
export function toStoreRequest({
  signedUrl: url,
  headers,
}: {
  readonly signedUrl: string
  readonly headers: Readonly<Record<string, string>>
}): UppySigned {
  return { url, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name))) }
}

/** What S3 would have answered, for Uppy to read: an element of XML, whose content is text or XML of {@link toXml}. */
export function answerWith(element: string, content: Readonly<Record<string, string>> | string): UppySigned {
  const xml = `<${element}>${typeof content === 'string' ? content : toXml(content)}</${element}>`
  return { url: `data:application/xml,${encodeURIComponent(xml)}` }
}

/** Elements with a text each. */
export function toXml(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
