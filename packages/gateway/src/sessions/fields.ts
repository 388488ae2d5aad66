import { Type } from 'typebox'
import { emailPattern } from '../core/administrator.ts'

/** An email address, checked only as far as the gateway can. */
export const emailField = Type.String({
  description: 'Email address',
  maxLength: 254,
  pattern: emailPattern,
  'x-rule': 'must be an email address: name@example.com',
})

/** A password that is only compared, so only its length is bounded. */
export const passwordField = Type.String({ description: 'Password', minLength: 1, maxLength: 1024 })

/** A name that a person chooses. */
export const personField = Type.String({
  description: 'Name',
  minLength: 1,
  maxLength: 100,
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$',
  'x-rule': 'must be 1 to 100 characters, without line breaks',
})

/** A code of an app, or a backup code. */
export const codeField = Type.String({
  description: 'Code',
  pattern: '^[A-Za-z0-9-]{6,20}$',
  'x-rule': 'must be the 6 digits of the app, or a backup code',
})

/** What the browser made with a passkey: `credential.toJSON()`. */
export const passkeyResponseField = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 2048 }), response: Type.Object({}, { additionalProperties: true }) },
  { additionalProperties: true, description: 'What the browser made with the passkey, as JSON' },
)
