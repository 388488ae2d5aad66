/** One cause that `explain` knows. */
interface CauseEntry {
  /** What has happened, for the reference. */
  readonly title: string
  /** What to do, in whole sentences. */
  readonly cure: string
}

/**
 * Every cause that is none of S3's own codes. A cause may say its cure in more detail; `docs/s3-errors.md` is made from this.
 */
export const causeTable = {
  worked: { title: 'Nothing was refused', cure: 'Nothing has to be done.' },
  nothing_seen: {
    title: 'Nothing can be seen to be wrong',
    cure: 'Give what the store answered, too: its status and XML (`curl -i`), and the request.',
  },
  expired: {
    title: 'The URL or the form has ended',
    cure: 'Sign a new one, and with a longer `expires_in` if it has to wait.',
  },
  not_yet_valid: {
    title: 'The URL is signed for the future',
    cure: 'Set the clock of the machine that signs (NTP).',
  },
  clock_skewed: {
    title: 'The clock of the signer is wrong',
    cure: 'Set the clock of the machine that signs (NTP), and sign a new one.',
  },
  lifetime_too_long: {
    title: 'A URL lives for seven days at the most',
    cure: 'Sign for 604,800 seconds at the most, and sign again when it has ended.',
  },
  cut_at_ampersand: {
    title: 'The URL was cut at its first `&`',
    cure: "Put the URL between quotation marks: `curl 'https://…'`.",
  },
  cut_off: {
    title: 'The end of the URL is missing',
    cure: 'Take the whole URL. A column or field for it needs room for 2,000 characters at least, more with a session token.',
  },
  escaped_ampersand: {
    title: 'The `&` of the URL were escaped for HTML or JSON',
    cure: 'Decode the URL once before it is used: unescape the HTML, or parse the JSON.',
  },
  encoded_twice: {
    title: 'The URL or its key was percent-encoded twice',
    cure: 'Use the URL as it was signed: it is encoded already.',
  },
  plus_for_blank: {
    title: 'A `+` and a blank changed places',
    cure: 'Use the URL as it was signed. In a path a blank is `%20` and a plus `%2B`; form encoding is for forms.',
  },
  text_around: {
    title: 'Text around the URL was taken with it, or broke it',
    cure: 'Copy the URL alone, on one line.',
  },
  wrapped_link: {
    title: 'The URL went through a link checker',
    cure: 'Open the URL that is in the parameter, or send it as code or in a file.',
  },
  case_changed: { title: 'The URL was put in lowercase', cure: 'Keep capitals: keys and signatures have them.' },
  signature_damaged: { title: 'Characters of the signature were changed', cure: 'Copy the whole URL again.' },
  unicode_form: {
    title: 'The key is in another Unicode form',
    cure: 'Sign the key with the same bytes that are sent: macOS writes `é` as two characters. Normalise it once (NFC), before it is signed.',
  },
  slash_lost: {
    title: 'A slash of the key was lost or added',
    cure: 'Use the path as it was signed: clients and proxies make one slash of two, or drop the last one.',
  },
  not_signed: { title: 'The URL is not signed', cure: 'Use the URL with its whole query, from the `?` on.' },
  signed_twice: {
    title: 'The request is signed twice',
    cure: 'Keep one: the signature in the URL. Send no Authorization header with it.',
  },
  authorization_sent: {
    title: 'An Authorization header was sent with a signed URL',
    cure: 'Send the URL without it: the token is for the gateway alone. If the token was an API token of Signpost, whoever runs the store may have seen it: revoke it.',
  },
  malformed_signature: {
    title: 'A parameter of the signature is not as it has to be',
    cure: 'Use the URL as it was signed, and do not put it together by hand.',
  },
  parameter_added: {
    title: 'A parameter was added after signing',
    cure: 'Take it away, or ask for it when the URL is signed.',
  },
  parameter_missing: { title: 'A parameter was taken away after signing', cure: 'Use the URL as it was signed.' },
  changed_after_signing: {
    title: 'Something in it was changed after it was signed',
    cure: 'Sign a new one for what is wanted.',
  },
  region_changed: { title: 'It is signed for another region than it says', cure: 'Use the URL as it was signed.' },
  region_wrong: { title: 'It is signed for the wrong region', cure: 'Sign for the region of the bucket.' },
  wrong_service: { title: 'It is signed for another service than S3', cure: 'Sign for the service `s3`.' },
  host_changed: {
    title: 'The host is not the one that was signed',
    cure: 'Have the proxy hand on the Host header as it came (nginx: `proxy_set_header Host $http_host`), or sign for the name that clients use: `public-endpoint` of the credential.',
  },
  addressing_changed: {
    title: 'The bucket was moved between host and path',
    cure: 'Use the URL as it was signed, or set `--addressing` of the credential.',
  },
  bucket_twice: {
    title: 'The bucket stands in the URL twice',
    cure: 'Leave the bucket out of the key, or out of the endpoint.',
  },
  not_an_endpoint: { title: 'The host takes no signed requests', cure: 'Sign for the S3 endpoint of the store.' },
  wrong_method: {
    title: 'The method is not the one that was signed',
    cure: 'Send the method that the URL was signed for.',
  },
  header_missing: { title: 'A signed header was not sent', cure: 'Send every header that was listed with the URL.' },
  header_changed: {
    title: 'A signed header was sent with another value',
    cure: 'Send the headers letter by letter as they were listed with the URL.',
  },
  header_added: {
    title: 'A header was sent that is not signed',
    cure: 'Leave it out, or ask for it when the URL is signed.',
  },
  content_type_v2: {
    title: 'Signature version 2 covers the Content-Type',
    cure: "Send exactly the Content-Type that was signed, or none: `curl -H 'Content-Type:'`. Version 4 does not have this trap.",
  },
  length_changed: {
    title: 'The body is not as long as was signed',
    cure: 'Send exactly as many bytes as were signed, or sign for the real length.',
  },
  no_length: {
    title: 'The length of the body was not sent',
    cure: 'Give the client a file or a buffer, and no stream.',
  },
  checksum_of_nothing: {
    title: 'The checksum in the URL is that of an empty body',
    cure: 'Sign without it: `requestChecksumCalculation: "WHEN_REQUIRED"` in the AWS SDK for JavaScript.',
  },
  not_this_secret: {
    title: 'Another secret has signed it, or it was changed after it was signed',
    cure: 'Sign a new one with the stored credential; compare the secret that the other signer has.',
  },
  signature_mismatch: {
    title: 'What was sent is not what was signed',
    cure: 'Give the request (`curl …`) as it was sent, and ask the gateway that has the credential: it can compare them.',
  },
  store_has_other_secret: {
    title: 'The store has another secret for this access key ID',
    cure: 'Store the present secret: `signpost credential rotate`.',
  },
  unknown_key: {
    title: 'The store does not know the access key ID',
    cure: 'Compare ID and endpoint. The key may have been deleted, or belong to another store.',
  },
  session_token_missing: {
    title: 'The session token of a temporary credential is missing',
    cure: 'Use the whole URL, and sign with all three: access key ID, secret and session token.',
  },
  session_token_wrong: {
    title: 'The session token is not the one of these keys',
    cure: 'Use the URL as it was signed.',
  },
  session_ended: {
    title: 'The temporary credential has ended',
    cure: 'Sign a new URL with a credential that is good still. A URL never outlives the keys that signed it.',
  },
  no_right: {
    title: 'The credential may not do this',
    cure: 'Give the owner of the keys the right, or sign with others. `signpost credential test` tells what it may.',
  },
  cors: {
    title: 'CORS: the bucket does not let the page do this',
    cure: 'Add the origin of the page to the CORS rules of the bucket: `signpost cors set`.',
  },
  form_field_surplus: {
    title: 'The form has a field that its policy does not allow',
    cure: 'Send exactly the fields that were given with the form. Fields that begin with `x-ignore-` may be added.',
  },
  form_field_missing: {
    title: 'The form lacks a field that its policy asks for',
    cure: 'Send every field that was given with the form, and the file last.',
  },
  form_field_changed: {
    title: 'A field of the form has another value than its policy allows',
    cure: 'Send the fields as they were given, or ask for a form with this value.',
  },
  form_file_not_last: {
    title: 'The file is not the last field of the form',
    cure: 'Put the file behind all other fields: S3 ignores what follows it.',
  },
  form_file_missing: { title: 'The form has no file', cure: 'Send one field `file`, as the last one.' },
  form_not_multipart: {
    title: 'The form was not sent as multipart/form-data',
    cure: 'Send it with `curl -F` or as FormData, and set no Content-Type by hand.',
  },
  forms_unsupported: { title: 'The store takes no forms', cure: 'Sign an upload (PUT) instead.' },
  part_number_outside: { title: 'The number of the part is out of range', cure: 'Number the parts from 1 to 10,000.' },
  unreachable: { title: 'The store was not reached', cure: 'Look at name, port, network and certificate.' },
  gateway_error: { title: 'The gateway refused, not the store', cure: 'See docs/errors.md.' },
  unknown_answer: { title: 'The answer is none that is known', cure: 'Read the message of the store.' },
} as const satisfies Readonly<Record<string, CauseEntry>>

/** A cause of the table. */
export type CauseCode = keyof typeof causeTable
