// Made by scripts/generate-docs.ts from the registry of the operations and the error table: do not edit.

/** Each operation of the gateway: its options, and its result in `data`. */
export interface Operations {
  /** Sign a URL that uploads or downloads one object */
  signedUrl: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** `upload` signs a PUT, `get` a GET, `head` a HEAD (whether the object exists, and how large it is), `delete` a DELETE, for which the token needs a rule that names `delete` */
      readonly type?: "upload" | "get" | "head" | "delete" | undefined
      /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Exact size of the upload in bytes; S3 refuses any other. Browsers send the header automatically */
      readonly contentLength?: number | undefined
      /** MD5 of the upload in base64; S3 refuses a body that does not match it */
      readonly contentMd5?: string | undefined
      /** SHA-256 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumSha256?: string | undefined
      /** SHA-1 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumSha1?: string | undefined
      /** CRC-32 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc32?: string | undefined
      /** CRC-32C of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc32c?: string | undefined
      /** CRC-64/NVME of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc64nvme?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is already an object with this key */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can refer to */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the stored object */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Name under which browsers save the download, in any script */
      readonly filename?: string | undefined
      /** Whether browsers save the download (`attachment`) or show it; by default `attachment` with a `filename`, and otherwise the object’s own setting */
      readonly disposition?: "attachment" | "inline" | undefined
      /** Content-Type that S3 sends with the download, instead of the object’s own */
      readonly responseContentType?: string | undefined
      /** Cache-Control that S3 sends with the download, instead of the object’s own */
      readonly responseCacheControl?: string | undefined
      /** Content-Language that S3 sends with the download, instead of the object’s own */
      readonly responseContentLanguage?: string | undefined
      /** Content-Encoding that S3 sends with the download, instead of the object’s own */
      readonly responseContentEncoding?: string | undefined
      /** Expires that S3 sends with the download, instead of the object’s own */
      readonly responseExpires?: string | undefined
      /** S3’s id of one version of the object; by default the latest version */
      readonly versionId?: string | undefined
      /** Number of seconds for which the same request gets the same URL, so that browsers and CDNs can cache the download; the lifetime of the URL is the sum of this and `expires_in` */
      readonly stable?: number | undefined
      /** `true` answers with a redirect (302) to the URL, for links and `<img src>` */
      readonly redirect?: boolean | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL expires */
      readonly expiresAt: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key that was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send unchanged; it may add others, such as Content-Type */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a URL that downloads one object */
  signedUrlForFetch: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
      /** Name under which browsers save the download, in any script */
      readonly filename?: string | undefined
      /** Whether browsers save the download (`attachment`) or show it; by default `attachment` with a `filename`, and otherwise the object’s own setting */
      readonly disposition?: "attachment" | "inline" | undefined
      /** Content-Type that S3 sends with the download, instead of the object’s own */
      readonly responseContentType?: string | undefined
      /** Cache-Control that S3 sends with the download, instead of the object’s own */
      readonly responseCacheControl?: string | undefined
      /** Content-Language that S3 sends with the download, instead of the object’s own */
      readonly responseContentLanguage?: string | undefined
      /** Content-Encoding that S3 sends with the download, instead of the object’s own */
      readonly responseContentEncoding?: string | undefined
      /** Expires that S3 sends with the download, instead of the object’s own */
      readonly responseExpires?: string | undefined
      /** S3’s id of one version of the object; by default the latest version */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Number of seconds for which the same request gets the same URL, so that browsers and CDNs can cache the download; the lifetime of the URL is the sum of this and `expires_in` */
      readonly stable?: number | undefined
      /** `true` answers with a redirect (302) to the URL, for links and `<img src>` */
      readonly redirect?: boolean | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL expires */
      readonly expiresAt: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key that was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send unchanged; it may add others, such as Content-Type */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a URL that uploads one object */
  signedUrlForUpload: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Exact size of the upload in bytes; S3 refuses any other. Browsers send the header automatically */
      readonly contentLength?: number | undefined
      /** MD5 of the upload in base64; S3 refuses a body that does not match it */
      readonly contentMd5?: string | undefined
      /** SHA-256 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumSha256?: string | undefined
      /** SHA-1 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumSha1?: string | undefined
      /** CRC-32 of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc32?: string | undefined
      /** CRC-32C of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc32c?: string | undefined
      /** CRC-64/NVME of the upload in base64; S3 refuses a body that does not match it */
      readonly checksumCrc64nvme?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is already an object with this key */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can refer to */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the stored object */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL expires */
      readonly expiresAt: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key that was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send unchanged; it may add others, such as Content-Type */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign up to 1,000 URLs in one request */
  signedUrls: {
    options: {
      /** Parameters of every entry that does not set its own */
      readonly defaults?: {
        /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
        readonly bucket?: string | undefined
        /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
        readonly key?: string | undefined
        /** `upload` signs a PUT, `get` a GET, `head` a HEAD (whether the object exists, and how large it is), `delete` a DELETE, for which the token needs a rule that names `delete` */
        readonly type?: "upload" | "get" | "head" | "delete" | undefined
        /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
        readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
        /** Lifetime of the URL in seconds */
        readonly expiresIn?: number | undefined
        /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
        readonly credential?: string | undefined
        /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
        readonly contentType?: string | undefined
        /** Exact size of the upload in bytes; S3 refuses any other. Browsers send the header automatically */
        readonly contentLength?: number | undefined
        /** MD5 of the upload in base64; S3 refuses a body that does not match it */
        readonly contentMd5?: string | undefined
        /** SHA-256 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumSha256?: string | undefined
        /** SHA-1 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumSha1?: string | undefined
        /** CRC-32 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc32?: string | undefined
        /** CRC-32C of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc32c?: string | undefined
        /** CRC-64/NVME of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc64nvme?: string | undefined
        /** `*`: S3 refuses the upload with 412 when there is already an object with this key */
        readonly ifNoneMatch?: "*" | undefined
        /** Cache-Control that S3 sends with each download of the object */
        readonly cacheControl?: string | undefined
        /** Content-Disposition that S3 sends with each download of the object */
        readonly contentDisposition?: string | undefined
        /** Content-Encoding of the object, such as `gzip` */
        readonly contentEncoding?: string | undefined
        /** Content-Language of the object, such as `de` */
        readonly contentLanguage?: string | undefined
        /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
        readonly metadata?: Readonly<Record<string, string>> | undefined
        /** Tags of the object, which lifecycle rules and policies can refer to */
        readonly tags?: Readonly<Record<string, string>> | undefined
        /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
        readonly storageClass?: string | undefined
        /** How S3 encrypts the stored object */
        readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
        /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
        readonly kmsKeyId?: string | undefined
        /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
        readonly requestPayer?: "requester" | undefined
        /** Name under which browsers save the download, in any script */
        readonly filename?: string | undefined
        /** Whether browsers save the download (`attachment`) or show it; by default `attachment` with a `filename`, and otherwise the object’s own setting */
        readonly disposition?: "attachment" | "inline" | undefined
        /** Content-Type that S3 sends with the download, instead of the object’s own */
        readonly responseContentType?: string | undefined
        /** Cache-Control that S3 sends with the download, instead of the object’s own */
        readonly responseCacheControl?: string | undefined
        /** Content-Language that S3 sends with the download, instead of the object’s own */
        readonly responseContentLanguage?: string | undefined
        /** Content-Encoding that S3 sends with the download, instead of the object’s own */
        readonly responseContentEncoding?: string | undefined
        /** Expires that S3 sends with the download, instead of the object’s own */
        readonly responseExpires?: string | undefined
        /** S3’s id of one version of the object; by default the latest version */
        readonly versionId?: string | undefined
        /** Number of seconds for which the same request gets the same URL, so that browsers and CDNs can cache the download; the lifetime of the URL is the sum of this and `expires_in` */
        readonly stable?: number | undefined
      } | undefined
      /** 1 to 1000 entries, each with the parameters of `/awss3/signed-url` */
      readonly requests: readonly {
        /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
        readonly bucket?: string | undefined
        /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
        readonly key?: string | undefined
        /** `upload` signs a PUT, `get` a GET, `head` a HEAD (whether the object exists, and how large it is), `delete` a DELETE, for which the token needs a rule that names `delete` */
        readonly type?: "upload" | "get" | "head" | "delete" | undefined
        /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
        readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
        /** Lifetime of the URL in seconds */
        readonly expiresIn?: number | undefined
        /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
        readonly credential?: string | undefined
        /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
        readonly contentType?: string | undefined
        /** Exact size of the upload in bytes; S3 refuses any other. Browsers send the header automatically */
        readonly contentLength?: number | undefined
        /** MD5 of the upload in base64; S3 refuses a body that does not match it */
        readonly contentMd5?: string | undefined
        /** SHA-256 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumSha256?: string | undefined
        /** SHA-1 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumSha1?: string | undefined
        /** CRC-32 of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc32?: string | undefined
        /** CRC-32C of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc32c?: string | undefined
        /** CRC-64/NVME of the upload in base64; S3 refuses a body that does not match it */
        readonly checksumCrc64nvme?: string | undefined
        /** `*`: S3 refuses the upload with 412 when there is already an object with this key */
        readonly ifNoneMatch?: "*" | undefined
        /** Cache-Control that S3 sends with each download of the object */
        readonly cacheControl?: string | undefined
        /** Content-Disposition that S3 sends with each download of the object */
        readonly contentDisposition?: string | undefined
        /** Content-Encoding of the object, such as `gzip` */
        readonly contentEncoding?: string | undefined
        /** Content-Language of the object, such as `de` */
        readonly contentLanguage?: string | undefined
        /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
        readonly metadata?: Readonly<Record<string, string>> | undefined
        /** Tags of the object, which lifecycle rules and policies can refer to */
        readonly tags?: Readonly<Record<string, string>> | undefined
        /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
        readonly storageClass?: string | undefined
        /** How S3 encrypts the stored object */
        readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
        /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
        readonly kmsKeyId?: string | undefined
        /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
        readonly requestPayer?: "requester" | undefined
        /** Name under which browsers save the download, in any script */
        readonly filename?: string | undefined
        /** Whether browsers save the download (`attachment`) or show it; by default `attachment` with a `filename`, and otherwise the object’s own setting */
        readonly disposition?: "attachment" | "inline" | undefined
        /** Content-Type that S3 sends with the download, instead of the object’s own */
        readonly responseContentType?: string | undefined
        /** Cache-Control that S3 sends with the download, instead of the object’s own */
        readonly responseCacheControl?: string | undefined
        /** Content-Language that S3 sends with the download, instead of the object’s own */
        readonly responseContentLanguage?: string | undefined
        /** Content-Encoding that S3 sends with the download, instead of the object’s own */
        readonly responseContentEncoding?: string | undefined
        /** Expires that S3 sends with the download, instead of the object’s own */
        readonly responseExpires?: string | undefined
        /** S3’s id of one version of the object; by default the latest version */
        readonly versionId?: string | undefined
        /** Number of seconds for which the same request gets the same URL, so that browsers and CDNs can cache the download; the lifetime of the URL is the sum of this and `expires_in` */
        readonly stable?: number | undefined
      }[]
    }
    result: {
      /** One result for each entry, in the same order */
      readonly results: readonly {
        /** The presigned URL; send the request straight to it */
        readonly signedUrl?: string | undefined
        /** When the URL expires */
        readonly expiresAt?: string | undefined
        /** The bucket, as requested */
        readonly bucket: string
        /** The key that was signed */
        readonly key: string
        /** HTTP method that the URL is signed for */
        readonly method?: "GET" | "PUT" | "HEAD" | "DELETE" | undefined
        /** Headers that the client must send unchanged; it may add others, such as Content-Type */
        readonly headers?: Readonly<Record<string, string>> | undefined
        /** What the caller should know; absent when there is nothing to say */
        readonly warnings?: readonly string[] | undefined
        /** Why there is no URL for this entry; absent when there is one */
        readonly error?: {
          /** A code of the error table */
          readonly code: string
          /** What is wrong, and what would be right */
          readonly message: string
          /** The HTTP status of this error in a request of its own */
          readonly status: number
          /** Every problem with a parameter */
          readonly details?: readonly {
            readonly parameter: string
            readonly message: string
          }[] | undefined
        } | undefined
      }[]
      /** How many URLs were signed */
      readonly signed: number
      /** How many entries were refused */
      readonly refused: number
      /** What the caller should know about the request */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a form that uploads one file, with limits on size and type */
  uploadForm: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key?: string | undefined
      /** Beginning of the key, instead of `key_name`; S3 appends the name of the client’s file */
      readonly keyPrefix?: string | undefined
      /** The most bytes that the file may have; S3 refuses a larger one */
      readonly maxBytes: number
      /** The fewest bytes that the file may have; S3 refuses a smaller one */
      readonly minBytes?: number | undefined
      /** Beginning of the Content-Type, such as `image/`, instead of `content_type`. The client then adds a field `Content-Type`, before the file */
      readonly contentTypePrefix?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can refer to */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the stored object */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Status of S3’s response to an upload; with 201 the body contains the key and the ETag */
      readonly successStatus?: 200 | 201 | 204 | undefined
      /** Where S3 sends the browser after the upload, with bucket, key and ETag in the query */
      readonly successRedirect?: string | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
    }
    result: {
      /** Where to send the form */
      readonly url: string
      /** HTTP method */
      readonly method: "POST"
      /** The fields to send unchanged, in this order; the file comes last, as the field `file` */
      readonly fields: Readonly<Record<string, string>>
      /** When the form expires */
      readonly expiresAt: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key that was signed */
      readonly key?: string | undefined
      /** Beginning of the key, instead of `key` */
      readonly keyPrefix?: string | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Say whether an object exists, and describe it */
  headObject: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** S3’s id of one version of the object; by default the latest version */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
    }
    result: {
      /** The bucket, as requested */
      readonly bucket: string
      /** The key, as requested */
      readonly key: string
      /** Size in bytes */
      readonly size: number
      /** The Content-Type that the object was uploaded with */
      readonly contentType?: string | undefined
      /** ETag with its quotes, as S3 writes it */
      readonly etag?: string | undefined
      /** When the object was uploaded */
      readonly lastModified?: string | undefined
      /** The metadata that the object was uploaded with, by lowercase name */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Checksums in base64, by algorithm (`sha256`, `crc64nvme`, …), if the object was uploaded with any */
      readonly checksums?: Readonly<Record<string, string>> | undefined
      /** Version of the object, in a bucket with versions */
      readonly versionId?: string | undefined
      /** Storage class of the object; absent for `STANDARD` */
      readonly storageClass?: string | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** List the objects of a bucket */
  listObjects: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Text that the keys begin with; by default all keys of the bucket are listed */
      readonly prefix?: string | undefined
      /** Groups keys up to the first occurrence of this text after the prefix: `/` for folders */
      readonly delimiter?: string | undefined
      /** The most objects and prefixes, taken together, in one answer */
      readonly limit?: number | undefined
      /** Where to continue: the `nextCursor` of the previous answer, with the same bucket, prefix and delimiter */
      readonly cursor?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
    }
    result: {
      /** The objects, in the byte order of their keys */
      readonly objects: readonly {
        /** The decoded key; send it as `key_name` without further decoding */
        readonly key: string
        /** Size in bytes */
        readonly size: number
        /** ETag with its quotes, as S3 writes it */
        readonly etag?: string | undefined
        /** When the object was uploaded */
        readonly lastModified?: string | undefined
        /** Why Signpost cannot sign this key; set only for very few keys, such as one with a `..` segment */
        readonly problem?: string | undefined
      }[]
      /** With a `delimiter`: the common beginnings of keys up to it; list each of them with `prefix` */
      readonly prefixes: readonly string[]
      /** For the next page; absent on the last one */
      readonly nextCursor?: string | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Delete one object */
  deleteObject: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** S3’s id of one version of the object; by default the latest version */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
    }
    result: {
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** In a bucket with versions: the version that was deleted, or the delete marker that was created */
      readonly versionId?: string | undefined
      /** `true` when `versionId` is a delete marker. Without `version_id`, all versions stay, hidden behind it */
      readonly deleteMarker?: boolean | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Make a token for a web page */
  clientToken: {
    options: {
      /** What the token may be used for, as rules: `upload:my-bucket/incoming/*`; each must lie within a rule of the API token */
      readonly allow: readonly string[]
      /** Lifetime of the token in seconds. No URL that it signs has a longer lifetime */
      readonly expiresIn?: number | undefined
      /** Most bytes of an upload; S3 refuses a larger one */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have: `image/png`, or `image/*`; S3 refuses an upload with another type */
      readonly contentTypes?: readonly string[] | undefined
      /** Origins of the web pages that may use the token: `https://app.example.com`; a request from any other origin, or without an origin, is refused */
      readonly origins?: readonly string[] | undefined
    }
    result: {
      /** The token; send it like any other token */
      readonly clientToken: string
      /** When the token expires */
      readonly expiresAt: string
      /** The rules of the token */
      readonly allow: readonly string[]
      /** Most bytes of an upload: the limit of this token or of the API token */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have: those of this token or of the API token */
      readonly contentTypes?: readonly string[] | undefined
      /** Origins of the web pages that may use the token */
      readonly origins?: readonly string[] | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Begin an upload in parts */
  multipartBegin: {
    options: {
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** Size of the whole object in bytes. With it, the signature covers the size of each part, and an incomplete upload is not completed */
      readonly size?: number | undefined
      /** Size of each part except the last one, in bytes. By default the gateway chooses it: 16 MiB for objects of up to 156 GiB */
      readonly partSize?: number | undefined
      /** Canned ACL of the uploaded object. `private` is the default of S3; any other ACL needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Algorithm of a checksum that every part has; S3 refuses a part whose bytes do not match its checksum. This answer then contains no URLs: `parts` signs each part with its checksum */
      readonly checksumAlgorithm?: "sha256" | "sha1" | "crc32" | "crc32c" | "crc64nvme" | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is already an object with this key */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 stores as `x-amz-meta-…` headers and returns with the object */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can refer to */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the stored object */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner requires that */
      readonly requestPayer?: "requester" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; by default the one for the bucket, otherwise the default credential */
      readonly credential?: string | undefined
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key, as requested */
      readonly key: string
      /** Announced size of the whole object in bytes */
      readonly size?: number | undefined
      /** Size of each part except the last one, in bytes */
      readonly partSize: number
      /** Number of parts; absent without a `size` */
      readonly partCount?: number | undefined
      /** The parts, in the order of their numbers */
      readonly parts: readonly {
        /** Number of the part; parts may be sent in any order, and in parallel */
        readonly partNumber: number
        /** The presigned URL; send the part straight to it */
        readonly signedUrl: string
        /** HTTP method that the URL is signed for */
        readonly method: "PUT"
        /** Headers that the client must send unchanged; HTTP clients send Content-Length automatically */
        readonly headers: Readonly<Record<string, string>>
        /** Signed size of the part in bytes; absent when no size was announced */
        readonly contentLength?: number | undefined
      }[]
      /** When the URLs expire; then ask for new ones */
      readonly expiresAt?: string | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign the URLs of parts */
  multipartParts: {
    options: {
      /** `uploadId` of the answer that began the upload; percent-encoded in a path */
      readonly uploadId: string
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** Numbers of the parts to sign, up to 1,000 at a time: `1-20`, `3,7,9` */
      readonly partNumbers: string
      /** Checksum of each part to sign, in base64, by part number; for an upload that was begun with `checksum_algorithm` */
      readonly checksums?: Readonly<Record<string, string>> | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
    }
    result: {
      /** The parts, in the order of their numbers */
      readonly parts: readonly {
        /** Number of the part; parts may be sent in any order, and in parallel */
        readonly partNumber: number
        /** The presigned URL; send the part straight to it */
        readonly signedUrl: string
        /** HTTP method that the URL is signed for */
        readonly method: "PUT"
        /** Headers that the client must send unchanged; HTTP clients send Content-Length automatically */
        readonly headers: Readonly<Record<string, string>>
        /** Signed size of the part in bytes; absent when no size was announced */
        readonly contentLength?: number | undefined
      }[]
      /** When the URLs expire; then ask for new ones */
      readonly expiresAt: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** List the parts that have been uploaded */
  multipartShow: {
    options: {
      /** `uploadId` of the answer that began the upload; percent-encoded in a path */
      readonly uploadId: string
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key, as requested */
      readonly key: string
      /** Announced size of the whole object in bytes */
      readonly size?: number | undefined
      /** Size of each part except the last one, in bytes */
      readonly partSize: number
      /** Algorithm of the parts’ checksums, if the upload was begun with one */
      readonly checksumAlgorithm?: string | undefined
      /** The parts that S3 has, in the order of their numbers */
      readonly parts: readonly {
        readonly partNumber: number
        /** Size in bytes */
        readonly size: number
        /** ETag with its quotes, as S3 writes it */
        readonly etag: string
        /** Checksums in base64, by algorithm, if S3 returns any */
        readonly checksums?: Readonly<Record<string, string>> | undefined
      }[]
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Complete an upload */
  multipartComplete: {
    options: {
      /** `uploadId` of the answer that began the upload; percent-encoded in a path */
      readonly uploadId: string
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
      /** The parts; by default all that S3 has. A request has room for about 3,000 */
      readonly parts?: readonly {
        /** Number of the part */
        readonly partNumber: number
        /** ETag that S3 returned for the part, with or without quotes */
        readonly etag: string
      }[] | undefined
    }
    result: {
      /** The bucket, as requested */
      readonly bucket: string
      /** The key, as requested */
      readonly key: string
      /** Size of the object in bytes */
      readonly size: number
      /** ETag, as S3 writes it; absent when S3 does not return it */
      readonly etag?: string | undefined
      /** Version of the object, in a bucket with versions */
      readonly versionId?: string | undefined
      /** URL at which clients reach the object; not signed */
      readonly location: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Abort an upload */
  multipartAbort: {
    options: {
      /** `uploadId` of the answer that began the upload; percent-encoded in a path */
      readonly uploadId: string
      /** Name of the bucket: lowercase letters, digits, dots and hyphens; some stores also allow underscores */
      readonly bucket: string
      /** Key of the object: up to 1,024 bytes of UTF-8, without `.` and `..` segments. In a query, percent-encode it once, like every value */
      readonly key: string
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as requested */
      readonly bucket: string
      /** The key, as requested */
      readonly key: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Say what the token may do */
  whoami: {
    options: Readonly<Record<never, never>>
    result: {
      /** Id of the token in the audit log; not the token itself */
      readonly tokenId: string
      /** Kind of the token; a client token was made with an API token */
      readonly kind: "api_token" | "client_token"
      /** When the token expires; absent when it does not expire */
      readonly expiresAt?: string | undefined
      /** Actions that the rules allow: `upload`, `download`, `list`, `delete` */
      readonly actions: readonly string[]
      /** Buckets that the rules name; `*` at the end stands for any ending */
      readonly buckets: readonly string[]
      /** The rules of the token: action:bucket/key-prefix*. The action `*` stands for upload and download; a single `*` after the colon stands for every bucket and key */
      readonly rules: readonly string[]
      /** Only for a client token: the rules of its API token, which apply as well */
      readonly within?: readonly string[] | undefined
      /** ACLs that uploads may ask for, besides `private`; absent when any ACL is allowed */
      readonly acls?: readonly string[] | undefined
      /** Longest lifetime of a URL in seconds */
      readonly maxExpiresIn?: number | undefined
      /** Most bytes of an upload; each upload has to state its size */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have; each upload has to state its own. `image/*` stands for every image */
      readonly contentTypes?: readonly string[] | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Say why a signed URL did not work */
  explain: {
    options: {
      /** The signed URL, as it was used */
      readonly url?: string | undefined
      /** The `curl` command that was run, as it was typed or as a browser copies it (for bash, cmd.exe or PowerShell) */
      readonly request?: string | undefined
      /** What came back: the XML of the store, the whole output of `curl -i`, or the message of an SDK or a browser */
      readonly error?: string | undefined
      /** The HTTP status, if nothing else came back */
      readonly status?: number | undefined
      /** The method that was sent, if there is no `request` */
      readonly method?: string | undefined
      /** All headers that were sent, if there is no `request`; names in upper or lower case */
      readonly headers?: Readonly<Record<string, string>> | undefined
    }
    result: {
      /** The first cause and what to do about it, in one line. It begins with “Probably” or “Perhaps” unless the cause is certain */
      readonly explanation: string
      /** Every cause that was found, the likeliest first */
      readonly causes: readonly {
        /** A code from `docs/s3-errors.md`, or S3’s own code where that explains everything: `NoSuchKey` */
        readonly code: string
        /** `certain` follows from the input, `probable` is likelier than any other, `possible` is one of several that would fit */
        readonly certainty: "certain" | "probable" | "possible"
        /** What happened */
        readonly message: string
        /** What to do */
        readonly cure: string
      }[]
      /** What the URL or the form says */
      readonly signedUrl?: {
        /** The host that it leads to */
        readonly host: string
        /** The store that the host belongs to; absent when the host is unknown */
        readonly store?: string | undefined
        /** The bucket */
        readonly bucket: string
        /** The key; empty for the bucket itself */
        readonly key: string
        /** `false` when the host is unknown, so that the split into bucket and key is a guess */
        readonly isPlaceCertain: boolean
        /** Absent when the URL is not signed */
        readonly signatureVersion?: "v4" | "v2" | undefined
        /** The ID of the access key that signed it; the ID is not secret */
        readonly accessKeyId?: string | undefined
        /** The region that it is signed for */
        readonly region?: string | undefined
        /** The method that it was signed for; absent unless it is a form, or the stored credential shows the method */
        readonly method?: string | undefined
        /** Names of the signed headers, except the host */
        readonly headers?: readonly string[] | undefined
        /** Whether it has a session token */
        readonly isTemporary: boolean
        /** When it was signed */
        readonly signedAt?: string | undefined
        /** When it expires */
        readonly expiresAt?: string | undefined
        /** Whether it has expired */
        readonly isExpired: boolean
      } | undefined
      /** The answer that came back */
      readonly answer?: {
        /** HTTP status */
        readonly status?: number | undefined
        /** S3’s code */
        readonly code?: string | undefined
        /** What the code means */
        readonly means?: string | undefined
      } | undefined
      /** How the signature compares with the stored credential of this access key ID; absent when there is none that the token may know about */
      readonly storedCredential?: {
        /** Its name; a client token does not see it */
        readonly name?: string | undefined
        /** `signed`: it signed exactly this request. `changed`: it signed a different request, and the causes say what was changed. `near`: the signature itself was damaged. `other`: as far as can be seen, it did not sign this request */
        readonly result: "signed" | "changed" | "near" | "other"
      } | undefined
      /** Absent when there are none */
      readonly warnings?: readonly string[] | undefined
    }
  }
}

/** Method and path of each operation. */
export const routes = {
  signedUrl: 'GET /awss3/signed-url',
  signedUrlForFetch: 'GET /awss3/signed-url/for-fetch',
  signedUrlForUpload: 'GET /awss3/signed-url/for-upload',
  signedUrls: 'POST /awss3/signed-urls',
  uploadForm: 'POST /awss3/upload-form',
  headObject: 'GET /awss3/object',
  listObjects: 'GET /awss3/objects',
  deleteObject: 'DELETE /awss3/object',
  clientToken: 'POST /awss3/client-token',
  multipartBegin: 'POST /awss3/multipart',
  multipartParts: 'GET /awss3/multipart/{upload_id}/parts',
  multipartShow: 'GET /awss3/multipart/{upload_id}',
  multipartComplete: 'POST /awss3/multipart/{upload_id}/complete',
  multipartAbort: 'DELETE /awss3/multipart/{upload_id}',
  whoami: 'GET /awss3/whoami',
  explain: 'POST /awss3/explain',
} as const satisfies Record<keyof Operations, string>

/** What to do, by the code of a gateway’s error. */
export const adviceByCode = {
  invalid_request: "`details` lists every problem, with the parameter and what would be right. Correct them all and send the request again.",
  malformed_query: "Encode each value with your language’s URI-component function (`encodeURIComponent` in JavaScript, `quote` with `safe=\"\"` in Python). A literal `%` is `%25`.",
  malformed_body: "Send one JSON object, made by your language’s JSON encoder, or form fields. The message says where reading failed.",
  malformed_request: "Send the request with an ordinary HTTP client, and encode the path and the query.",
  token_missing: "Make a token with `signpost token create NAME` and send it in the `Authorization` header.",
  token_malformed: "Write `Authorization: Bearer at_…`: the word Bearer, one space, the token, and nothing else.",
  token_unknown: "Copy the token again, or make a new one with `signpost token create NAME`. A token is shown only once.",
  token_expired: "Make a new token with `signpost token create NAME`. A web page asks its server for a new client token.",
  token_revoked: "Ask the operator for a new token.",
  token_not_allowed: "Ask for something that the token allows, as the message says, or ask the operator for a token with wider rules (`signpost token list` shows the rules).",
  no_credential: "Store one with `signpost credential add NAME --access-key-id ID --region REGION`, with `--default` or with a `--bucket` pattern that matches the bucket.",
  credential_refused: "`signpost credential test NAME` says what is wrong. Compare the credential with what the AWS console (or the store) shows, and store the right keys with `signpost credential rotate NAME`.",
  store_open: "Store keys that may write but not read, with `signpost credential add NAME --action upload`: uploads are then signed with these. If everyone who may upload may also read every object, accept the risk with `signpost credential set NAME --accept-open-store`. `docs/security.md` has the details.",
  access_denied: "Grant the credential’s user the right that is missing: `s3:GetObject`, `s3:PutObject` or `s3:DeleteObject` on the object, `s3:ListBucket` on the bucket. With `s3:ListBucket`, S3 answers differently for a missing object and for a denied one.",
  bucket_not_found: "Check the spelling of `bucket`. The gateway notices a new bucket within 15 seconds.",
  object_not_found: "Compare the key with the uploaded one, letter by letter. Right after an upload, ask again shortly.",
  upload_not_found: "Begin a new multipart upload, with the same bucket and key in each of its requests.",
  host_not_allowed: "Set `SIGNPOST_PUBLIC_URL` to the origin that clients use for the gateway. Addresses, `localhost` and names without a dot always work.",
  origin_not_allowed: "Add the origin, as the log line shows it, to `SIGNPOST_CORS_ORIGINS`: scheme, host and port, without a slash at the end. Administration accepts only requests from the gateway’s own pages.",
  route_not_found: "When there is a similar path, the message names it. `/docs` lists all paths.",
  method_not_allowed: "Send the request with a method that the `Allow` header lists.",
  upload_incomplete: "Sign the parts that the message names (`GET /awss3/multipart/{upload_id}/parts?part_numbers=…`), send them, and complete the upload again. The parts that were uploaded stay.",
  object_exists: "Abort the upload, and begin one with another key, or without `if_none_match`.",
  request_timeout: "Send the whole request again.",
  payload_too_large: "Send files straight to S3, with the URL that you get here. Split a long list into several requests.",
  uri_too_long: "Shorten the query.",
  unsupported_media_type: "Send `Content-Type: application/json` with a JSON object, or `application/x-www-form-urlencoded` when all values are plain.",
  rate_limited: "Wait for `Retry-After` seconds. The `RateLimit` header of every answer says how many requests are left. The operator can give a token its own rate.",
  headers_too_large: "Send fewer or shorter headers; cookies are not needed here.",
  internal_error: "Give the operator the `requestId`: the log line with that id says what happened.",
  store_error: "Look the code up in the S3 API Reference, “Error responses”. When S3 could not be reached, try again shortly.",
  store_timeout: "Ask for the state of the object (`GET /awss3/object`), and try again shortly.",
  credential_not_renewed: "Try again in a few seconds. If the error persists, the operator finds the reason with `signpost credential list`, and in the log.",
  audit_unavailable: "Try again. The operator finds the reason in the log. The gateway recovers on its own as soon as the audit log can be written.",
  unavailable: "Try again; behind a load balancer, another node answers.",
} as const
