import type { ErrorEntry } from './error-entry.ts'

/** The errors that an operation, or the server in front of it, can answer with, by status. They are part of the error table (`error-table.ts`). */
export const requestErrors = {
  invalid_request: {
    status: 400,
    message: 'The request is not valid; every problem is listed in details.',
    cause: 'A parameter is missing, appears twice, or has a value that breaks its rule.',
    whatToDo:
      '`details` lists every problem, with the parameter and what would be right. Correct them all and send the request again.',
  },
  malformed_query: {
    status: 400,
    message: 'The query string cannot be read: its percent-encoding is broken or is not UTF-8.',
    cause: 'A `%` in the query is not followed by two hexadecimal digits, or the decoded bytes are not UTF-8.',
    whatToDo:
      'Encode each value with your language’s URI-component function (`encodeURIComponent` in JavaScript, `quote` with `safe=""` in Python). A literal `%` is `%25`.',
  },
  malformed_body: {
    status: 400,
    message: 'The body does not match its Content-Type.',
    cause: 'The body is not valid JSON in UTF-8, repeats a name, is nested too deeply, or is not an object.',
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
      'The API token was not sent in an accepted form. Send it as "Authorization: Bearer at_…" or as the api_token query parameter.',
    cause:
      'The `Authorization` header lacks the word `Bearer`, or has another word or a colon in its place (`at_…`, `Token at_…`, `Bearer: at_…`). Or the token is in quotation marks, ends with a line break, or was sent under another name. The message says which.',
    whatToDo: 'Write `Authorization: Bearer at_…`: the word Bearer, one space, the token, and nothing else.',
  },
  token_unknown: {
    status: 401,
    message: 'The API token is unknown here. Check that it was copied completely.',
    cause:
      'The token was mistyped or cut off, or it belongs to another Signpost. A client token also becomes unknown when the master key that it was made with is gone.',
    whatToDo: 'Copy the token again, or make a new one with `signpost token create NAME`. A token is shown only once.',
  },
  token_expired: {
    status: 401,
    message: 'The API token has expired.',
    cause:
      'The token was made with an expiry time (`--expires`, or `expires_in` for a client token), which has passed. A client token expires no later than its API token.',
    whatToDo: 'Make a new token with `signpost token create NAME`. A web page asks its server for a new client token.',
  },
  token_revoked: {
    status: 401,
    message: 'The API token has been revoked.',
    cause: 'An administrator revoked this token, or the API token that this client token was made from.',
    whatToDo: 'Ask the operator for a new token.',
  },
  token_not_allowed: {
    status: 403,
    message: 'The API token does not allow this request.',
    cause:
      'The token is restricted, and this request is outside one of its restrictions: allow rules, ACLs, longest `expires_in`, bytes, content types, networks or origins. The message names which.',
    whatToDo:
      'Ask for something that the token allows, as the message says, or ask the operator for a token with wider rules (`signpost token list` shows the rules).',
  },
  no_credential: {
    status: 403,
    message: 'There is no stored credential that signs for this bucket.',
    cause:
      'The account has no S3 credential, all of its credentials are for other buckets, or the `credential` parameter names one that the token’s account does not have.',
    whatToDo:
      'Store one with `signpost credential add NAME --access-key-id ID --region REGION`, with `--default` or with a `--bucket` pattern that matches the bucket.',
  },
  credential_refused: {
    status: 403,
    message: 'S3 refuses the stored credential.',
    cause:
      'S3 does not know the access key ID, the secret access key is wrong, the key or its AWS account is disabled, or a temporary credential has expired.',
    whatToDo:
      '`signpost credential test NAME` says what is wrong. Compare the credential with what the AWS console (or the store) shows, and store the right keys with `signpost credential rotate NAME`.',
  },
  store_open: {
    status: 403,
    message:
      'The store obeys headers that are not signed, so Signpost signs no upload with a credential that can read.',
    cause:
      'The store obeys `x-amz-copy-source`, `x-amz-acl` and other headers from anyone who holds an upload URL, and no signature can prevent that. Such a URL can read and publish every object that the credential can read.',
    whatToDo:
      'Store keys that may write but not read, with `signpost credential add NAME --action upload`: uploads are then signed with these. If everyone who may upload may also read every object, accept the risk with `signpost credential set NAME --accept-open-store`. `docs/security.md` has the details.',
  },
  access_denied: {
    status: 403,
    message: 'S3 does not allow this with the stored credential.',
    cause:
      'The credential may not do this with the object, or may not list the bucket. S3 gives the same answer when the object does not exist and the credential may not list the bucket.',
    whatToDo:
      'Grant the credential’s user the right that is missing: `s3:GetObject`, `s3:PutObject` or `s3:DeleteObject` on the object, `s3:ListBucket` on the bucket. With `s3:ListBucket`, S3 answers differently for a missing object and for a denied one.',
  },
  bucket_not_found: {
    status: 404,
    message: 'The bucket does not exist.',
    cause: 'S3 says that there is no bucket with this name, at least not at the credential’s endpoint.',
    whatToDo: 'Check the spelling of `bucket`. The gateway notices a new bucket within 15 seconds.',
  },
  object_not_found: {
    status: 404,
    message: 'There is no object with this key in the bucket.',
    cause: 'The object was never uploaded, was deleted, or has another key. Or the requested version is gone.',
    whatToDo: 'Compare the key with the uploaded one, letter by letter. Right after an upload, ask again shortly.',
  },
  upload_not_found: {
    status: 404,
    message: 'There is no open multipart upload with this id.',
    cause: 'The upload was completed or aborted, was never begun, or belongs to another bucket, key or account.',
    whatToDo: 'Begin a new multipart upload, with the same bucket and key in each of its requests.',
  },
  host_not_allowed: {
    status: 403,
    message: 'This path does not accept requests under this host name: the operator has to set publicUrl to it.',
    cause:
      'A request to `/mcp`, or to administration, has a public host name in its `Host` header that is not that of `publicUrl`. A web page could send such a request by DNS rebinding.',
    whatToDo:
      'Set `SIGNPOST_PUBLIC_URL` to the origin that clients use for the gateway. Addresses, `localhost` and names without a dot always work.',
  },
  origin_not_allowed: {
    status: 403,
    message: 'Web pages of this origin may not call the API: the operator has to add the origin to corsOrigins.',
    cause: 'A web page sent a request, or its browser a preflight (CORS), and the page’s origin is not allowed.',
    whatToDo:
      'Add the origin, as the log line shows it, to `SIGNPOST_CORS_ORIGINS`: scheme, host and port, without a slash at the end. Administration accepts only requests from the gateway’s own pages.',
  },
  route_not_found: {
    status: 404,
    message: 'There is nothing at this path.',
    cause: 'The path is mistyped.',
    whatToDo: 'When there is a similar path, the message names it. `/docs` lists all paths.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This path does not accept this HTTP method; the Allow header lists the methods that it accepts.',
    cause:
      'The path is right, but the method is not. Ask for a signed URL with `GET`, even for an upload: `PUT` is the method for the URL that you get.',
    whatToDo: 'Send the request with a method that the `Allow` header lists.',
  },
  upload_incomplete: {
    status: 409,
    message: 'The multipart upload cannot be completed with these parts.',
    cause:
      'Parts are missing, do not have the announced size, or are smaller than S3 accepts (5 MiB for each except the last one). The message says which.',
    whatToDo:
      'Sign the parts that the message names (`GET /awss3/multipart/{upload_id}/parts?part_numbers=…`), send them, and complete the upload again. The parts that were uploaded stay.',
  },
  object_exists: {
    status: 412,
    message: 'There is already an object with this key, and the upload must not replace it.',
    cause: 'The upload was begun with `if_none_match=*`, and an object has been stored under its key since then.',
    whatToDo: 'Abort the upload, and begin one with another key, or without `if_none_match`.',
  },
  request_timeout: {
    status: 408,
    message: 'The request did not arrive in time.',
    cause: 'The client opened a connection and sent its request too slowly, or not at all.',
    whatToDo: 'Send the whole request again.',
  },
  payload_too_large: {
    status: 413,
    message: 'The body is too large: the limit is 256 KiB.',
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
      'The Content-Type of the body is not supported: send application/json or application/x-www-form-urlencoded.',
    cause: 'The body is neither JSON nor form fields.',
    whatToDo:
      'Send `Content-Type: application/json` with a JSON object, or `application/x-www-form-urlencoded` when all values are plain.',
  },
  rate_limited: {
    status: 429,
    message: 'Too many requests; wait for as many seconds as Retry-After says.',
    cause: 'The token, or a client address that sends wrong tokens, has used up its rate.',
    whatToDo:
      'Wait for `Retry-After` seconds. The `RateLimit` header of every answer says how many requests are left. The operator can give a token its own rate.',
  },
  headers_too_large: {
    status: 431,
    message: 'The request headers are too large.',
    cause: 'The URL and headers together exceed 16 KiB, which is Node’s limit.',
    whatToDo: 'Send fewer or shorter headers; cookies are not needed here.',
  },
  internal_error: {
    status: 500,
    message: 'Something went wrong in the gateway. The operator can find the log line by the request id.',
    cause: 'A fault in Signpost or in its database.',
    whatToDo: 'Give the operator the `requestId`: the log line with that id says what happened.',
  },
  store_error: {
    status: 502,
    message: 'S3 refused a request of the gateway.',
    cause:
      'S3 answered with an error that has no code of its own here, or S3 could not be reached. The message contains S3’s own code.',
    whatToDo:
      'Look the code up in the S3 API Reference, “Error responses”. When S3 could not be reached, try again shortly.',
  },
  store_timeout: {
    status: 504,
    message: 'S3 did not answer in time.',
    cause:
      'The gateway sent a request to S3, and S3 did not answer within the time limit. S3 may have carried out the request all the same.',
    whatToDo: 'Ask for the state of the object (`GET /awss3/object`), and try again shortly.',
  },
  credential_not_renewed: {
    status: 503,
    message: 'The keys of a credential that renews itself have expired before new ones arrived; try again shortly.',
    cause:
      'The credential’s source (the instance, the container, the web identity, the profile or the role) returns no keys at the moment, or the gateway has just started.',
    whatToDo:
      'Try again in a few seconds. If the error persists, the operator finds the reason with `signpost credential list`, and in the log.',
  },
  audit_unavailable: {
    status: 503,
    message: 'The decision cannot be written to the audit log, so the gateway hands out nothing; try again shortly.',
    cause:
      'The gateway commits the audit log before an answer leaves, and cannot write to its database at the moment: the disk is full, the database is unreachable, its file was moved or replaced, or it is too slow for the rate of requests.',
    whatToDo:
      'Try again. The operator finds the reason in the log. The gateway recovers on its own as soon as the audit log can be written.',
  },
  unavailable: {
    status: 503,
    message: 'The gateway cannot answer at the moment; try again shortly.',
    cause:
      'The gateway is shutting down, or its database cannot be reached. Administration and client tokens are also refused with this error while the file of the master key cannot be read. `/readyz` also answers with it while a master key is missing or the audit log accepts no events.',
    whatToDo: 'Try again; behind a load balancer, another node answers.',
  },
} as const satisfies Record<string, ErrorEntry>
