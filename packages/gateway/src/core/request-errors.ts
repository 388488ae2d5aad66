import type { ErrorEntry } from './error-entry.ts'

/** What an operation, or the server before it, can answer with: a part of the error table (`error-table.ts`), by status. */
export const requestErrors = {
  invalid_request: {
    status: 400,
    message: 'The request is not valid; every problem is listed in details.',
    cause: 'A parameter is missing, is given twice, or has a value outside its rule.',
    whatToDo:
      '`details` lists every problem with the parameter and what would be right. Correct them all and send again.',
  },
  malformed_query: {
    status: 400,
    message: 'The query string cannot be read: its percent-encoding is broken or is not UTF-8.',
    cause: 'A `%` in the query is not followed by two hexadecimal digits, or the bytes it stands for are not UTF-8.',
    whatToDo:
      'Encode each value with your language’s URI-component function (`encodeURIComponent` in JavaScript, `quote` with `safe=""` in Python). A literal `%` is `%25`.',
  },
  malformed_body: {
    status: 400,
    message: 'The body cannot be read as what its Content-Type says.',
    cause: 'The body is not valid JSON in UTF-8, names something twice, is nested too deeply, or is no object.',
    whatToDo:
      'Send one JSON object, made by your language’s JSON encoder, or form fields. The message says where reading failed.',
  },
  malformed_request: {
    status: 400,
    message: 'The request cannot be read as HTTP.',
    cause: 'The request line, a header or the path is not valid HTTP.',
    whatToDo: 'Send the request with an ordinary HTTP client, and encode the path and the query.',
  },
  token_missing: {
    status: 401,
    message: 'No API token was sent. Send it as "Authorization: Bearer at_…" or as the api_token query parameter.',
    cause: 'The request carries neither an `Authorization: Bearer` header nor an `api_token` query parameter.',
    whatToDo: 'Make a token with `signpost token create NAME` and send it in the `Authorization` header.',
  },
  token_malformed: {
    status: 401,
    message:
      'The API token was not sent in a form that is read. Send it as "Authorization: Bearer at_…" or as the api_token query parameter.',
    cause:
      'The `Authorization` header has no word `Bearer`, another word or a colon (`at_…`, `Token at_…`, `Bearer: at_…`), or the token is in quotation marks, ends with a line break, or is under another name. The message says which.',
    whatToDo: 'Write `Authorization: Bearer at_…`: the word Bearer, one space, the token, and nothing else.',
  },
  token_unknown: {
    status: 401,
    message: 'The API token is not known here. Check that it was copied whole.',
    cause:
      'The token was mistyped, cut off, or belongs to another Signpost. A client token is not known, either, once the master key that it was made under is gone.',
    whatToDo: 'Copy the token again, or make a new one with `signpost token create NAME`. A token is shown only once.',
  },
  token_expired: {
    status: 401,
    message: 'The API token has expired.',
    cause:
      'The token was made with an end (`--expires`, or `expires_in` for a client token), which has passed. A client token ends together with its API token.',
    whatToDo: 'Make a new token with `signpost token create NAME`; a page asks its own server for a new client token.',
  },
  token_revoked: {
    status: 401,
    message: 'The API token has been revoked.',
    cause: 'Somebody ran `signpost token revoke` for this token, or for the API token that a client token comes from.',
    whatToDo: 'Ask the operator for a new token.',
  },
  token_not_allowed: {
    status: 403,
    message: 'The API token does not cover this request.',
    cause:
      'The token is narrowed: its allow rules, ACLs, longest expires_in, bytes, content types, networks or origins leave out what was asked. The message names which.',
    whatToDo:
      'Ask for something that the token covers, as the message says, or have a token made with wider rules (`signpost token list` shows them).',
  },
  no_credential: {
    status: 403,
    message: 'No credential is stored that signs for this bucket.',
    cause:
      'The account has no S3 credential, each of its credentials is for other buckets, or the `credential` parameter names one that the token’s account does not have.',
    whatToDo:
      'Store one with `signpost credential add NAME --access-key-id ID --region REGION`, with `--default` or a `--bucket` pattern that fits.',
  },
  credential_refused: {
    status: 403,
    message: 'S3 refuses the stored credential.',
    cause:
      'S3 does not know the access key ID, the secret access key is wrong, the key or its AWS account is disabled, or a temporary credential has ended.',
    whatToDo:
      '`signpost credential test NAME` says what is wrong. Compare the credential with what the AWS console (or the store) shows, and give it the right keys with `signpost credential rotate NAME`.',
  },
  store_open: {
    status: 403,
    message: 'The store obeys headers that are not signed, so no upload is signed with a credential that can read.',
    cause:
      'The store takes `x-amz-copy-source`, `x-amz-acl` and others from whoever holds an upload URL, and has no way to sign against that. Such a URL reads and publishes every object that the credential can read.',
    whatToDo:
      'Store keys that may write and not read, with `signpost credential add NAME --action upload`: uploads are then signed with them. Or, where every object may be read by whoever may upload, accept it with `signpost credential set NAME --accept-open-store`. `docs/security.md` has the details.',
  },
  access_denied: {
    status: 403,
    message: 'S3 denies this to the stored credential.',
    cause:
      'The credential may not do this with the object, or may not list the bucket. S3 gives the same answer when the object does not exist and the credential may not list the bucket.',
    whatToDo:
      'Grant the credential’s user what is asked for: `s3:GetObject`, `s3:PutObject` or `s3:DeleteObject` on the object, `s3:ListBucket` on the bucket. With `s3:ListBucket` S3 tells a missing object from a denied one.',
  },
  bucket_not_found: {
    status: 404,
    message: 'The bucket does not exist.',
    cause: 'S3 says that there is no bucket of this name, or not at the credential’s endpoint.',
    whatToDo: 'Check the spelling of `bucket`. A bucket that was made just now is seen after 15 seconds at most.',
  },
  object_not_found: {
    status: 404,
    message: 'There is no object with this key in the bucket.',
    cause: 'The object was never uploaded, was deleted, or has another key. A version that is asked for may be gone.',
    whatToDo:
      'Compare the key with the one that was uploaded, letter by letter. After an upload, ask again in a moment.',
  },
  upload_not_found: {
    status: 404,
    message: 'There is no open multipart upload with this id.',
    cause: 'The upload was completed or aborted, was never begun, or belongs to another bucket, key or account.',
    whatToDo: 'Begin a new multipart upload, with the same bucket and key in each of its requests.',
  },
  host_not_allowed: {
    status: 403,
    message: 'This may not be reached by this host name: the operator has to set publicUrl to it.',
    cause:
      'A request to `/mcp`, or to administration, has a public name in its `Host` that is not that of `publicUrl`. A page could send one by DNS rebinding.',
    whatToDo:
      'Set `SIGNPOST_PUBLIC_URL` to the origin that clients know the gateway by. Addresses, `localhost` and names without a dot always work.',
  },
  origin_not_allowed: {
    status: 403,
    message: 'Pages of this origin may not call the API: the operator has to add the origin to corsOrigins.',
    cause: 'A page has sent a request, or a browser its preflight (CORS), and its origin is not one of the allowed.',
    whatToDo:
      'Add the origin, as the log line names it, to `SIGNPOST_CORS_ORIGINS`: scheme, host and port, without a slash at the end. Administration takes requests of the gateway’s own pages alone.',
  },
  route_not_found: {
    status: 404,
    message: 'There is nothing at this path.',
    cause: 'The path is mistyped.',
    whatToDo: 'When there is a similar path, the message names it. `/docs` lists all of them.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This path does not take this HTTP method; the Allow header lists those that it takes.',
    cause:
      'The path is right and the method is not. A request for a signed URL is a `GET`, for an upload, too: `PUT` is the method of the URL that you get.',
    whatToDo: 'Send the request with a method that the `Allow` header lists.',
  },
  upload_incomplete: {
    status: 409,
    message: 'The multipart upload cannot be completed as it is.',
    cause:
      'Parts are missing, have another size than was announced, or are smaller than S3 takes them (5 MiB for each but the last one). The message says which.',
    whatToDo:
      'Sign the parts that the message names (`GET /awss3/multipart/{upload_id}/parts?part_numbers=…`), send them, and complete the upload again. What was uploaded stays.',
  },
  object_exists: {
    status: 412,
    message: 'There is an object with this key already, and the upload must not replace it.',
    cause: 'The upload was begun with `if_none_match=*`, and somebody has stored an object under its key since.',
    whatToDo: 'Abort the upload, and begin one with another key, or without `if_none_match`.',
  },
  request_timeout: {
    status: 408,
    message: 'The request did not arrive in time.',
    cause: 'The client opened a connection and sent its request too slowly, or not at all.',
    whatToDo: 'Send the request again, whole.',
  },
  payload_too_large: {
    status: 413,
    message: 'The body is too large: 256 KiB is the most.',
    cause: 'The request has a body of more than 256 KiB. File bytes never pass through the gateway.',
    whatToDo: 'Send files straight to S3, with the URL that you get here. Split a long list into several requests.',
  },
  uri_too_long: {
    status: 414,
    message: 'The URL is too long.',
    cause: 'A key of 1,024 bytes fits with room to spare, so something else in the URL is very long.',
    whatToDo: 'Shorten the query.',
  },
  unsupported_media_type: {
    status: 415,
    message:
      'The body has a Content-Type that is not taken: send application/json or application/x-www-form-urlencoded.',
    cause: 'The body is neither JSON nor form fields.',
    whatToDo:
      'Send `Content-Type: application/json` with a JSON object, or `application/x-www-form-urlencoded` where all values are plain.',
  },
  rate_limited: {
    status: 429,
    message: 'Too many requests; wait for as many seconds as Retry-After says.',
    cause: 'The token, or the address that sends wrong tokens, has used up its rate.',
    whatToDo:
      'Wait for `Retry-After` seconds. The `RateLimit` header of every answer says how much is left. The operator can give a token its own rate.',
  },
  headers_too_large: {
    status: 431,
    message: 'The request headers are too large.',
    cause: 'The URL and headers together exceed 16 KiB, which is Node’s limit.',
    whatToDo: 'Send fewer or shorter headers; cookies are not needed here.',
  },
  internal_error: {
    status: 500,
    message: 'Something went wrong on our side. The request id finds the log line.',
    cause: 'A fault in Signpost or in its database.',
    whatToDo: 'Give the operator the `requestId`: the log line with that id says what happened.',
  },
  store_error: {
    status: 502,
    message: 'S3 refused what the gateway asked of it.',
    cause:
      'S3 answered with an error that none of the other codes stands for, or could not be reached. The message has S3’s own code.',
    whatToDo:
      'Look the code up in the S3 API Reference, “Error responses”. When S3 could not be reached, try again shortly.',
  },
  store_timeout: {
    status: 504,
    message: 'S3 did not answer in time.',
    cause:
      'S3 was asked, and did not answer within the time that the gateway waits. What was asked may have happened all the same.',
    whatToDo: 'Ask for the state (`GET /awss3/object`), and try again shortly.',
  },
  credential_not_renewed: {
    status: 503,
    message: 'The credential renews itself, and its keys have ended before new ones came; try again shortly.',
    cause:
      'The credential’s source (the instance, the container, the web identity, the profile or the role) gives no keys now, or the gateway has just started.',
    whatToDo:
      'Try again in a few seconds. When it stays so, the operator finds the reason with `signpost credential list`, and in the log.',
  },
  audit_unavailable: {
    status: 503,
    message: 'The decision cannot be written to the audit log, so nothing is handed out; try again shortly.',
    cause:
      'The audit log is committed before an answer leaves, and its database cannot be written now: the disk is full, the database is away, its file was moved or replaced, or it is too slow for the requests that come in.',
    whatToDo:
      'Try again. The operator finds the reason in the log; the gateway goes on by itself as soon as the log can be written.',
  },
  unavailable: {
    status: 503,
    message: 'The gateway cannot answer now; try again shortly.',
    cause:
      'The gateway is shutting down, or its database cannot be reached. `/readyz` says so, too, while a master key is missing or the audit log takes no events.',
    whatToDo: 'Try again; behind a load balancer another node answers.',
  },
} as const satisfies Record<string, ErrorEntry>
