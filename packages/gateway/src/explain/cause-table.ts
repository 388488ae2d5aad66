/** One cause that `explain` knows. */
interface CauseEntry {
  /** What happened, for the reference page. */
  readonly title: string
  /** What to do, in whole sentences. */
  readonly cure: string
}

/**
 * Every cause that has no code of S3's own. A rule may replace `cure` with more detailed advice. `docs/s3-errors.md` is generated from this
 * table.
 */
export const causeTable = {
  worked: { title: 'Nothing was refused', cure: 'There is nothing to do.' },
  nothing_seen: {
    title: 'No cause can be seen',
    cure: 'Add the request and the answer of the store: its status and XML (`curl -i`).',
  },
  expired: {
    title: 'The URL or the form has expired',
    cure: 'Sign a new one, with a longer `expires_in` if it has to wait before it is used.',
  },
  not_yet_valid: {
    title: 'The URL is signed for the future',
    cure: 'Correct the clock of the machine that signs (NTP).',
  },
  clock_skewed: {
    title: 'The clock of the signer is wrong',
    cure: 'Correct the clock of the machine that signs (NTP), and sign a new URL.',
  },
  lifetime_too_long: {
    title: 'A URL is valid for at most seven days',
    cure: 'Sign for at most 604,800 seconds, and sign again when the URL has expired.',
  },
  cut_at_ampersand: {
    title: 'The URL was cut at its first `&`',
    cure: "Put the URL between quotation marks: `curl 'https://…'`.",
  },
  cut_off: {
    title: 'The end of the URL is missing',
    cure: 'Use the whole URL. A column or field for it needs room for at least 2,000 characters, and for more with a session token.',
  },
  escaped_ampersand: {
    title: 'Each `&` of the URL was escaped for HTML or JSON',
    cure: 'Decode the URL once before you use it: unescape the HTML, or parse the JSON.',
  },
  encoded_twice: {
    title: 'The URL or its key was percent-encoded twice',
    cure: 'Use the URL as it was signed: it is already encoded.',
  },
  plus_for_blank: {
    title: 'A `+` was replaced by a space, or a space by a `+`',
    cure: 'Use the URL as it was signed. In a path, a space is `%20` and a plus is `%2B`; form encoding is only for forms.',
  },
  text_around: {
    title: 'Text around the URL was copied with it, or broke it',
    cure: 'Copy the URL alone, on one line.',
  },
  wrapped_link: {
    title: 'The URL went through a link checker',
    cure: 'Open the URL that is in the parameter of the link, or have the URL sent as code or in a file.',
  },
  case_changed: {
    title: 'Capitals and lowercase letters of the URL were changed',
    cure: 'Keep capitals and lowercase letters as they are: they matter in keys and signatures.',
  },
  signature_damaged: { title: 'Characters of the signature were changed', cure: 'Copy the whole URL again.' },
  unicode_form: {
    title: 'The key is in another Unicode form',
    cure: 'Sign the key with the same bytes that are sent: macOS writes `é` as two characters. Normalise the key once (NFC), before signing.',
  },
  slash_lost: {
    title: 'A slash in the key was lost or added',
    cure: 'Use the path as it was signed: some clients and proxies merge two slashes into one, or drop the last slash.',
  },
  not_signed: { title: 'The URL is not signed', cure: 'Use the URL with its whole query, from the `?` on.' },
  signed_twice: {
    title: 'The request is signed twice',
    cure: 'Keep only the signature in the URL, and send no Authorization header with it.',
  },
  authorization_sent: {
    title: 'An Authorization header was sent with a signed URL',
    cure: 'Send the request without this header: the token is only for the gateway. If it was an API token of Signpost, revoke it, because the operator of the store may have seen it.',
  },
  malformed_signature: {
    title: 'A parameter of the signature is invalid',
    cure: 'Use the URL as it was signed, and do not assemble it by hand.',
  },
  parameter_added: {
    title: 'A parameter was added after signing',
    cure: 'Remove what was added, or ask for it when the URL is signed.',
  },
  parameter_missing: { title: 'A parameter was removed after signing', cure: 'Use the URL as it was signed.' },
  changed_after_signing: {
    title: 'Something in the URL was changed after signing',
    cure: 'Sign a new URL for the request that you want.',
  },
  region_changed: {
    title: 'The URL is not signed for the region that it names',
    cure: 'Use the URL as it was signed.',
  },
  region_wrong: { title: 'The URL is signed for the wrong region', cure: 'Sign for the region of the bucket.' },
  wrong_service: { title: 'The URL is signed for a service other than S3', cure: 'Sign for the service `s3`.' },
  host_changed: {
    title: 'The host is not the one that was signed',
    cure: 'Have the proxy pass on the Host header unchanged (nginx: `proxy_set_header Host $http_host`), or sign for the name that clients use: `public-endpoint` of the credential.',
  },
  addressing_changed: {
    title: 'The bucket was moved between host and path',
    cure: 'Use the URL as it was signed, or set `--addressing` of the credential.',
  },
  bucket_twice: {
    title: 'The bucket is in the URL twice',
    cure: 'Leave the bucket out of the key, or out of the endpoint.',
  },
  not_an_endpoint: { title: 'The host accepts no signed requests', cure: 'Sign for the S3 endpoint of the store.' },
  wrong_method: {
    title: 'The method is not the one that was signed',
    cure: 'Send the method that the URL was signed for.',
  },
  header_missing: { title: 'A signed header was not sent', cure: 'Send every header that was listed with the URL.' },
  header_changed: {
    title: 'A signed header was sent with another value',
    cure: 'Send the headers exactly as they were listed with the URL.',
  },
  header_added: {
    title: 'A header that is not signed was sent',
    cure: 'Leave the header out, or ask for it when the URL is signed.',
  },
  content_type_v2: {
    title: 'Signature version 2 covers the Content-Type',
    cure: "Send exactly the Content-Type that was signed, or none: `curl -H 'Content-Type:'`. Version 4 does not have this trap.",
  },
  length_changed: {
    title: 'The body does not have the length that was signed',
    cure: 'Send exactly as many bytes as were signed, or sign for the real length.',
  },
  no_length: {
    title: 'The length of the body was not sent',
    cure: 'Give the client a file or a buffer, not a stream.',
  },
  checksum_of_nothing: {
    title: 'The checksum in the URL is that of an empty body',
    cure: 'Sign without the checksum: `requestChecksumCalculation: "WHEN_REQUIRED"` in the AWS SDK for JavaScript.',
  },
  not_this_secret: {
    title: 'The request was signed with another secret, or changed after signing',
    cure: 'Sign a new one with the stored credential, and check the secret that the other signer has.',
  },
  signature_mismatch: {
    title: 'The request that was sent is not the request that was signed',
    cure: 'Give the request (`curl …`) as it was sent, and ask the gateway that stores the credential: it can compare the signatures.',
  },
  store_has_other_secret: {
    title: 'The store has another secret for this access key ID',
    cure: 'Store the current secret: `signpost credential rotate`.',
  },
  unknown_key: {
    title: 'The store does not know the access key ID',
    cure: 'Check the ID and the endpoint. The key may have been deleted, or may belong to another store.',
  },
  session_token_missing: {
    title: 'The session token of a temporary credential is missing',
    cure: 'Use the whole URL, and sign with all three: access key ID, secret and session token.',
  },
  session_token_wrong: {
    title: 'The session token does not belong to these keys',
    cure: 'Use the URL as it was signed.',
  },
  session_ended: {
    title: 'The temporary credential has expired',
    cure: 'Sign a new URL with a credential that is still valid. A URL never outlives the keys that signed it.',
  },
  no_right: {
    title: 'The credential may not do this',
    cure: 'Give the owner of the keys the right, or sign with other keys. `signpost credential test` shows what a credential may do.',
  },
  cors: {
    title: 'CORS: the bucket does not let the web page do this',
    cure: 'Add the origin of the web page to the CORS rules of the bucket: `signpost cors set`.',
  },
  form_field_surplus: {
    title: 'The form has a field that its policy does not allow',
    cure: 'Send exactly the fields that came with the form. You may add fields that begin with `x-ignore-`.',
  },
  form_field_missing: {
    title: 'The form lacks a field that its policy requires',
    cure: 'Send every field that came with the form, and the file last.',
  },
  form_field_changed: {
    title: 'A field of the form has another value than its policy allows',
    cure: 'Send the fields as they came with the form, or ask for a form with this value.',
  },
  form_file_not_last: {
    title: 'The file is not the last field of the form',
    cure: 'Put the file after all other fields: S3 ignores fields that follow the file.',
  },
  form_file_missing: { title: 'The form has no file', cure: 'Send one field `file`, as the last one.' },
  form_not_multipart: {
    title: 'The form was not sent as multipart/form-data',
    cure: 'Send it with `curl -F` or as FormData, and set no Content-Type by hand.',
  },
  forms_unsupported: { title: 'The store does not accept forms', cure: 'Sign an upload (PUT) instead.' },
  part_number_outside: { title: 'The part number is out of range', cure: 'Number the parts from 1 to 10,000.' },
  unreachable: { title: 'The store could not be reached', cure: 'Check name, port, network and certificate.' },
  gateway_error: { title: 'The gateway, not the store, refused the request', cure: 'See docs/errors.md.' },
  unknown_answer: { title: 'Signpost does not know this answer', cure: 'Read the message of the store.' },
} as const satisfies Readonly<Record<string, CauseEntry>>

/** A cause of the table. */
export type CauseCode = keyof typeof causeTable
