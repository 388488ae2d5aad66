import { randomBytes } from 'node:crypto'

/** The marks in the built page that the gateway replaces (`packages/dashboard/index.html`). */
const nonceMark = 'STYLE_NONCE'
const originsMark = 'STORE_ORIGINS'

/** The page for one response, with the headers that belong to it. */
export interface RenderedPage {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Fills in the page. The few style elements that Mantine writes get a nonce, which is unique to the response (CSP Level 3,
 * section 8.2). Scripts come only from files of this origin.
 * @param template the built `index.html`
 * @param storeOrigins CSP sources that the page may send uploads to, in addition to the gateway
 */
export function renderDashboardPage(template: string, storeOrigins: readonly string[]): RenderedPage {
  const nonce = randomBytes(18).toString('base64url')
  const html = template.replaceAll(nonceMark, nonce).replaceAll(originsMark, storeOrigins.join(' '))
  return { html, headers: { ...pageHeaders, 'content-security-policy': listPolicy(nonce, storeOrigins) } }
}

/** The page differs in each response, and names stores to administrators who are signed in, so no cache may store it. */
const pageHeaders = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': [
    ...['camera', 'microphone', 'geolocation', 'payment', 'usb', 'display-capture'].map((name) => `${name}=()`),
    'publickey-credentials-create=(self)',
    'publickey-credentials-get=(self)',
    'clipboard-write=(self)',
  ].join(', '),
  'x-frame-options': 'DENY',
}

function listPolicy(nonce: string, storeOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...storeOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
