import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { SealingKey } from '../vault/key-ring.ts'
import type { CookieNames } from './cookies.ts'

const maxAgeSeconds = 365 * 86_400

/**
 * Creates the cookie that identifies a browser in which an administrator has signed in before. An attacker who floods an email address with
 * wrong passwords then delays strangers, and not the browser that its owner always uses (OWASP, "Slow Down Online Guessing Attacks with
 * Device Cookies"). The cookie lets nobody in.
 * @param email the administrator's email address, in lowercase
 * @param sealingKey the installation's, so that the cookie is good on every node
 */
export function createDeviceCookie(email: string, sealingKey: SealingKey, { device, isSecure }: CookieNames): string {
  const id = randomBytes(12).toString('base64url')
  const value = `${id}.${sign(email, id, sealingKey.current.sessionKey)}`
  const attributes = `Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return `${device}=${value}; ${attributes}`
}

/** Reads the id of a device cookie that was made for this email address; undefined for any other cookie. */
export function readDeviceCookie(
  value: string | undefined,
  email: string,
  { current }: SealingKey,
): string | undefined {
  const [id = '', mac = ''] = value?.split('.') ?? []
  const expected = Buffer.from(sign(email, id, current.sessionKey))
  const given = Buffer.from(mac)
  return id !== '' && given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined
}

function sign(email: string, id: string, key: Buffer): string {
  return createHmac('sha256', key).update(`device\0${email}\0${id}`).digest('base64url')
}
