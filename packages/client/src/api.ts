// Made by scripts/generate-docs.ts from the registry of the operations and the error table: do not edit.

/** Each operation of the gateway: what it takes, and what it answers in `data`. */
export interface Operations {
  /** Sign a URL that uploads or downloads one object */
  signedUrl: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** `upload` signs a PUT, `get` a GET, `head` a HEAD (is the object there, how large is it), `delete` a DELETE, which a token has to be allowed by name */
      readonly type?: "upload" | "get" | "head" | "delete" | undefined
      /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Exact size of the upload in bytes; S3 refuses any other. Browsers send it by themselves */
      readonly contentLength?: number | undefined
      /** MD5 of the upload in base64; S3 refuses a body that has another */
      readonly contentMd5?: string | undefined
      /** SHA-256 of the upload in base64; S3 refuses a body that has another */
      readonly checksumSha256?: string | undefined
      /** SHA-1 of the upload in base64; S3 refuses a body that has another */
      readonly checksumSha1?: string | undefined
      /** CRC-32 of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc32?: string | undefined
      /** CRC-32C of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc32c?: string | undefined
      /** CRC-64/NVME of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc64nvme?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is an object with this key already */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can go by */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the object where it is kept */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** Name that browsers save the download under, in any script */
      readonly filename?: string | undefined
      /** Whether browsers save the download or show it; `attachment` where there is a `filename`, else what the object says */
      readonly disposition?: "attachment" | "inline" | undefined
      /** Content-Type that S3 sends with the download, in place of the object’s own */
      readonly responseContentType?: string | undefined
      /** Cache-Control that S3 sends with the download, in place of the object’s own */
      readonly responseCacheControl?: string | undefined
      /** Content-Language that S3 sends with the download, in place of the object’s own */
      readonly responseContentLanguage?: string | undefined
      /** Content-Encoding that S3 sends with the download, in place of the object’s own */
      readonly responseContentEncoding?: string | undefined
      /** Expires that S3 sends with the download, in place of the object’s own */
      readonly responseExpires?: string | undefined
      /** One version of the object, as S3 named it; without it, the latest one */
      readonly versionId?: string | undefined
      /** For so many seconds the same request gets the same URL, so that browsers and CDNs can cache what it fetches; the URL lives for these and `expires_in` together */
      readonly stable?: number | undefined
      /** `true` answers with a redirection (302) to the URL, for links and `<img src>` */
      readonly redirect?: boolean | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL ends */
      readonly expiresAt: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key as it was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send exactly so; other headers, such as Content-Type, are free */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a URL that downloads one object */
  signedUrlForFetch: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
      /** Name that browsers save the download under, in any script */
      readonly filename?: string | undefined
      /** Whether browsers save the download or show it; `attachment` where there is a `filename`, else what the object says */
      readonly disposition?: "attachment" | "inline" | undefined
      /** Content-Type that S3 sends with the download, in place of the object’s own */
      readonly responseContentType?: string | undefined
      /** Cache-Control that S3 sends with the download, in place of the object’s own */
      readonly responseCacheControl?: string | undefined
      /** Content-Language that S3 sends with the download, in place of the object’s own */
      readonly responseContentLanguage?: string | undefined
      /** Content-Encoding that S3 sends with the download, in place of the object’s own */
      readonly responseContentEncoding?: string | undefined
      /** Expires that S3 sends with the download, in place of the object’s own */
      readonly responseExpires?: string | undefined
      /** One version of the object, as S3 named it; without it, the latest one */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** For so many seconds the same request gets the same URL, so that browsers and CDNs can cache what it fetches; the URL lives for these and `expires_in` together */
      readonly stable?: number | undefined
      /** `true` answers with a redirection (302) to the URL, for links and `<img src>` */
      readonly redirect?: boolean | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL ends */
      readonly expiresAt: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key as it was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send exactly so; other headers, such as Content-Type, are free */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a URL that uploads one object */
  signedUrlForUpload: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Exact size of the upload in bytes; S3 refuses any other. Browsers send it by themselves */
      readonly contentLength?: number | undefined
      /** MD5 of the upload in base64; S3 refuses a body that has another */
      readonly contentMd5?: string | undefined
      /** SHA-256 of the upload in base64; S3 refuses a body that has another */
      readonly checksumSha256?: string | undefined
      /** SHA-1 of the upload in base64; S3 refuses a body that has another */
      readonly checksumSha1?: string | undefined
      /** CRC-32 of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc32?: string | undefined
      /** CRC-32C of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc32c?: string | undefined
      /** CRC-64/NVME of the upload in base64; S3 refuses a body that has another */
      readonly checksumCrc64nvme?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is an object with this key already */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can go by */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the object where it is kept */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
    }
    result: {
      /** The presigned URL; send the request straight to it */
      readonly signedUrl: string
      /** When the URL ends */
      readonly expiresAt: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key as it was signed */
      readonly key: string
      /** HTTP method that the URL is signed for */
      readonly method: "GET" | "PUT" | "HEAD" | "DELETE"
      /** Headers that the client must send exactly so; other headers, such as Content-Type, are free */
      readonly headers: Readonly<Record<string, string>>
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign up to 1,000 URLs by one request */
  signedUrls: {
    options: {
      /** What holds for each entry that does not say otherwise */
      readonly defaults?: {
        /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
        readonly bucket?: string | undefined
        /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
        readonly key?: string | undefined
        /** `upload` signs a PUT, `get` a GET, `head` a HEAD (is the object there, how large is it), `delete` a DELETE, which a token has to be allowed by name */
        readonly type?: "upload" | "get" | "head" | "delete" | undefined
        /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
        readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
        /** Lifetime of the URL in seconds */
        readonly expiresIn?: number | undefined
        /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
        readonly credential?: string | undefined
        /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
        readonly contentType?: string | undefined
        /** Exact size of the upload in bytes; S3 refuses any other. Browsers send it by themselves */
        readonly contentLength?: number | undefined
        /** MD5 of the upload in base64; S3 refuses a body that has another */
        readonly contentMd5?: string | undefined
        /** SHA-256 of the upload in base64; S3 refuses a body that has another */
        readonly checksumSha256?: string | undefined
        /** SHA-1 of the upload in base64; S3 refuses a body that has another */
        readonly checksumSha1?: string | undefined
        /** CRC-32 of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc32?: string | undefined
        /** CRC-32C of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc32c?: string | undefined
        /** CRC-64/NVME of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc64nvme?: string | undefined
        /** `*`: S3 refuses the upload with 412 when there is an object with this key already */
        readonly ifNoneMatch?: "*" | undefined
        /** Cache-Control that S3 sends with each download of the object */
        readonly cacheControl?: string | undefined
        /** Content-Disposition that S3 sends with each download of the object */
        readonly contentDisposition?: string | undefined
        /** Content-Encoding of the object, such as `gzip` */
        readonly contentEncoding?: string | undefined
        /** Content-Language of the object, such as `de` */
        readonly contentLanguage?: string | undefined
        /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
        readonly metadata?: Readonly<Record<string, string>> | undefined
        /** Tags of the object, which lifecycle rules and policies can go by */
        readonly tags?: Readonly<Record<string, string>> | undefined
        /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
        readonly storageClass?: string | undefined
        /** How S3 encrypts the object where it is kept */
        readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
        /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
        readonly kmsKeyId?: string | undefined
        /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
        readonly requestPayer?: "requester" | undefined
        /** Name that browsers save the download under, in any script */
        readonly filename?: string | undefined
        /** Whether browsers save the download or show it; `attachment` where there is a `filename`, else what the object says */
        readonly disposition?: "attachment" | "inline" | undefined
        /** Content-Type that S3 sends with the download, in place of the object’s own */
        readonly responseContentType?: string | undefined
        /** Cache-Control that S3 sends with the download, in place of the object’s own */
        readonly responseCacheControl?: string | undefined
        /** Content-Language that S3 sends with the download, in place of the object’s own */
        readonly responseContentLanguage?: string | undefined
        /** Content-Encoding that S3 sends with the download, in place of the object’s own */
        readonly responseContentEncoding?: string | undefined
        /** Expires that S3 sends with the download, in place of the object’s own */
        readonly responseExpires?: string | undefined
        /** One version of the object, as S3 named it; without it, the latest one */
        readonly versionId?: string | undefined
        /** For so many seconds the same request gets the same URL, so that browsers and CDNs can cache what it fetches; the URL lives for these and `expires_in` together */
        readonly stable?: number | undefined
      } | undefined
      /** 1 to 1000 entries, each with the parameters of `/awss3/signed-url` */
      readonly requests: readonly {
        /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
        readonly bucket?: string | undefined
        /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
        readonly key?: string | undefined
        /** `upload` signs a PUT, `get` a GET, `head` a HEAD (is the object there, how large is it), `delete` a DELETE, which a token has to be allowed by name */
        readonly type?: "upload" | "get" | "head" | "delete" | undefined
        /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
        readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
        /** Lifetime of the URL in seconds */
        readonly expiresIn?: number | undefined
        /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
        readonly credential?: string | undefined
        /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
        readonly contentType?: string | undefined
        /** Exact size of the upload in bytes; S3 refuses any other. Browsers send it by themselves */
        readonly contentLength?: number | undefined
        /** MD5 of the upload in base64; S3 refuses a body that has another */
        readonly contentMd5?: string | undefined
        /** SHA-256 of the upload in base64; S3 refuses a body that has another */
        readonly checksumSha256?: string | undefined
        /** SHA-1 of the upload in base64; S3 refuses a body that has another */
        readonly checksumSha1?: string | undefined
        /** CRC-32 of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc32?: string | undefined
        /** CRC-32C of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc32c?: string | undefined
        /** CRC-64/NVME of the upload in base64; S3 refuses a body that has another */
        readonly checksumCrc64nvme?: string | undefined
        /** `*`: S3 refuses the upload with 412 when there is an object with this key already */
        readonly ifNoneMatch?: "*" | undefined
        /** Cache-Control that S3 sends with each download of the object */
        readonly cacheControl?: string | undefined
        /** Content-Disposition that S3 sends with each download of the object */
        readonly contentDisposition?: string | undefined
        /** Content-Encoding of the object, such as `gzip` */
        readonly contentEncoding?: string | undefined
        /** Content-Language of the object, such as `de` */
        readonly contentLanguage?: string | undefined
        /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
        readonly metadata?: Readonly<Record<string, string>> | undefined
        /** Tags of the object, which lifecycle rules and policies can go by */
        readonly tags?: Readonly<Record<string, string>> | undefined
        /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
        readonly storageClass?: string | undefined
        /** How S3 encrypts the object where it is kept */
        readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
        /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
        readonly kmsKeyId?: string | undefined
        /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
        readonly requestPayer?: "requester" | undefined
        /** Name that browsers save the download under, in any script */
        readonly filename?: string | undefined
        /** Whether browsers save the download or show it; `attachment` where there is a `filename`, else what the object says */
        readonly disposition?: "attachment" | "inline" | undefined
        /** Content-Type that S3 sends with the download, in place of the object’s own */
        readonly responseContentType?: string | undefined
        /** Cache-Control that S3 sends with the download, in place of the object’s own */
        readonly responseCacheControl?: string | undefined
        /** Content-Language that S3 sends with the download, in place of the object’s own */
        readonly responseContentLanguage?: string | undefined
        /** Content-Encoding that S3 sends with the download, in place of the object’s own */
        readonly responseContentEncoding?: string | undefined
        /** Expires that S3 sends with the download, in place of the object’s own */
        readonly responseExpires?: string | undefined
        /** One version of the object, as S3 named it; without it, the latest one */
        readonly versionId?: string | undefined
        /** For so many seconds the same request gets the same URL, so that browsers and CDNs can cache what it fetches; the URL lives for these and `expires_in` together */
        readonly stable?: number | undefined
      }[]
    }
    result: {
      /** One for each entry, in their order */
      readonly results: readonly {
        /** The presigned URL; send the request straight to it */
        readonly signedUrl?: string | undefined
        /** When the URL ends */
        readonly expiresAt?: string | undefined
        /** The bucket, as it was asked for */
        readonly bucket: string
        /** The key as it was signed */
        readonly key: string
        /** HTTP method that the URL is signed for */
        readonly method?: "GET" | "PUT" | "HEAD" | "DELETE" | undefined
        /** Headers that the client must send exactly so; other headers, such as Content-Type, are free */
        readonly headers?: Readonly<Record<string, string>> | undefined
        /** What the caller should know; absent when there is nothing to say */
        readonly warnings?: readonly string[] | undefined
        /** Why there is no URL for this entry; absent when there is one */
        readonly error?: {
          /** A code of the error table */
          readonly code: string
          /** What is wrong, and what would be right */
          readonly message: string
          /** The HTTP status that it would have by itself */
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
      /** What the caller should know of the request */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign a form that uploads one file, within limits of size and type */
  uploadForm: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key?: string | undefined
      /** What the key begins with, in place of `key_name`: the name of the client’s file follows */
      readonly keyPrefix?: string | undefined
      /** The most bytes that the file may have; S3 refuses a larger one */
      readonly maxBytes: number
      /** The least bytes that the file may have */
      readonly minBytes?: number | undefined
      /** What the Content-Type begins with, such as `image/`, in place of `content_type`. The client then adds a field `Content-Type`, before the file */
      readonly contentTypePrefix?: string | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can go by */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the object where it is kept */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Status of S3’s response to an upload; with 201 its body tells the key and the ETag */
      readonly successStatus?: 200 | 201 | 204 | undefined
      /** Where S3 sends the browser after the upload, with bucket, key and ETag in the query */
      readonly successRedirect?: string | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
    }
    result: {
      /** Where to send the form */
      readonly url: string
      /** HTTP method */
      readonly method: "POST"
      /** The fields to send exactly so, in this order; the file comes last, as the field `file` */
      readonly fields: Readonly<Record<string, string>>
      /** When the form ends */
      readonly expiresAt: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key as it was signed */
      readonly key?: string | undefined
      /** What the key begins with, in place of `key` */
      readonly keyPrefix?: string | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Say whether an object is there, and what it is */
  headObject: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** One version of the object, as S3 named it; without it, the latest one */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
    }
    result: {
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** Bytes */
      readonly size: number
      /** The Content-Type that it was uploaded with */
      readonly contentType?: string | undefined
      /** With its quotes, as S3 writes it */
      readonly etag?: string | undefined
      /** When it was uploaded */
      readonly lastModified?: string | undefined
      /** The metadata that it was uploaded with, by lowercase name */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** In base64, by algorithm (`sha256`, `crc64nvme`, …), where it was uploaded with one */
      readonly checksums?: Readonly<Record<string, string>> | undefined
      /** Its version, where the bucket keeps versions */
      readonly versionId?: string | undefined
      /** Its storage class; absent for `STANDARD` */
      readonly storageClass?: string | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** List the objects of a bucket */
  listObjects: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** What the keys begin with; without it, all of the bucket’s */
      readonly prefix?: string | undefined
      /** Keys are grouped up to this text behind the prefix: `/` for folders */
      readonly delimiter?: string | undefined
      /** The most objects and prefixes together in one answer */
      readonly limit?: number | undefined
      /** Where to go on: `nextCursor` of the answer before, with the same bucket, prefix and delimiter */
      readonly cursor?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
    }
    result: {
      /** In the order of their keys’ bytes */
      readonly objects: readonly {
        /** The key, decoded: it can be signed as it is */
        readonly key: string
        /** Bytes */
        readonly size: number
        /** With its quotes, as S3 writes it */
        readonly etag?: string | undefined
        /** When it was uploaded */
        readonly lastModified?: string | undefined
        /** Why this key cannot be signed here, which is so for hardly any: it has a `..` segment */
        readonly problem?: string | undefined
      }[]
      /** With a `delimiter`: what keys have in common up to it, each to be listed by itself as `prefix` */
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
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** One version of the object, as S3 named it; without it, the latest one */
      readonly versionId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
    }
    result: {
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** In a bucket that keeps versions: the one that is gone, or the delete marker that was made */
      readonly versionId?: string | undefined
      /** `true` when `versionId` is a delete marker; without `version_id` all versions are kept behind it */
      readonly deleteMarker?: boolean | undefined
      /** Absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Make a token for a page */
  clientToken: {
    options: {
      /** What it may be used for, as rules: `upload:my-bucket/incoming/*`; each within one of the API token’s */
      readonly allow: readonly string[]
      /** Lifetime of the token in seconds. No URL that it signs lives longer than that */
      readonly expiresIn?: number | undefined
      /** Most bytes of an upload; S3 holds each upload to it */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have: `image/png`, or `image/*`; S3 holds each upload to its own */
      readonly contentTypes?: readonly string[] | undefined
      /** Origins of the pages that may use it: `https://app.example.com`; a request without one of them is refused */
      readonly origins?: readonly string[] | undefined
    }
    result: {
      /** The token; send it as every other */
      readonly clientToken: string
      /** When it ends */
      readonly expiresAt: string
      /** Its rules */
      readonly allow: readonly string[]
      /** Most bytes of an upload, its own or the API token’s */
      readonly maxBytes?: number | undefined
      /** Content types of uploads, its own or the API token’s */
      readonly contentTypes?: readonly string[] | undefined
      /** Origins of the pages that may use it */
      readonly origins?: readonly string[] | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Begin an upload in parts */
  multipartBegin: {
    options: {
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** Size of the whole object in bytes. With it, the size of each part is signed, and an upload that is not whole is not completed */
      readonly size?: number | undefined
      /** Size of each part but the last one, in bytes; chosen when it is left out: 16 MiB up to 156 GiB */
      readonly partSize?: number | undefined
      /** Canned ACL of the uploaded object. `private` is what S3 does anyway; every other one needs a bucket with ACLs enabled */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Each part has this checksum, and S3 refuses a part that has another. Then no URL comes with this answer: `parts` signs each part with its checksum */
      readonly checksumAlgorithm?: "sha256" | "sha1" | "crc32" | "crc32c" | "crc64nvme" | undefined
      /** Content-Type of the upload, such as `image/png`: the client must send exactly this one */
      readonly contentType?: string | undefined
      /** `*`: S3 refuses the upload with 412 when there is an object with this key already */
      readonly ifNoneMatch?: "*" | undefined
      /** Cache-Control that S3 sends with each download of the object */
      readonly cacheControl?: string | undefined
      /** Content-Disposition that S3 sends with each download of the object */
      readonly contentDisposition?: string | undefined
      /** Content-Encoding of the object, such as `gzip` */
      readonly contentEncoding?: string | undefined
      /** Content-Language of the object, such as `de` */
      readonly contentLanguage?: string | undefined
      /** Metadata of the object, which S3 keeps as `x-amz-meta-…` headers and gives back with it */
      readonly metadata?: Readonly<Record<string, string>> | undefined
      /** Tags of the object, which lifecycle rules and policies can go by */
      readonly tags?: Readonly<Record<string, string>> | undefined
      /** Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own */
      readonly storageClass?: string | undefined
      /** How S3 encrypts the object where it is kept */
      readonly serverSideEncryption?: "AES256" | "aws:kms" | undefined
      /** Key ID, alias or ARN of the KMS key; with `server_side_encryption=aws:kms` */
      readonly kmsKeyId?: string | undefined
      /** `requester`: the account of the credential pays, for a bucket whose owner wants that */
      readonly requestPayer?: "requester" | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
      /** Name of the credential to sign with; without it, the one that is for the bucket, else the default one */
      readonly credential?: string | undefined
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** Size of the whole object in bytes, as it was announced */
      readonly size?: number | undefined
      /** Size of each part but the last one, in bytes */
      readonly partSize: number
      /** How many parts there are; absent without a `size` */
      readonly partCount?: number | undefined
      /** The parts, in the order of their numbers */
      readonly parts: readonly {
        /** Its number; parts may be sent in any order, and at the same time */
        readonly partNumber: number
        /** The presigned URL; send the part straight to it */
        readonly signedUrl: string
        /** HTTP method that the URL is signed for */
        readonly method: "PUT"
        /** Headers that the client must send exactly so; HTTP clients send Content-Length by themselves */
        readonly headers: Readonly<Record<string, string>>
        /** Size of the part in bytes, which is signed; absent when no size was announced */
        readonly contentLength?: number | undefined
      }[]
      /** When the URLs end; ask for new ones then */
      readonly expiresAt?: string | undefined
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Sign the URLs of parts */
  multipartParts: {
    options: {
      /** Id of the upload, as it was given when it was begun; percent-encoded where it stands in a path */
      readonly uploadId: string
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** Numbers of the parts to sign, up to 1,000 at a time: `1-20`, `3,7,9` */
      readonly partNumbers: string
      /** Checksum of each part that is signed, in base64, by the number of the part; for an upload that was begun with `checksum_algorithm` */
      readonly checksums?: Readonly<Record<string, string>> | undefined
      /** Lifetime of the URL in seconds */
      readonly expiresIn?: number | undefined
    }
    result: {
      /** The parts, in the order of their numbers */
      readonly parts: readonly {
        /** Its number; parts may be sent in any order, and at the same time */
        readonly partNumber: number
        /** The presigned URL; send the part straight to it */
        readonly signedUrl: string
        /** HTTP method that the URL is signed for */
        readonly method: "PUT"
        /** Headers that the client must send exactly so; HTTP clients send Content-Length by themselves */
        readonly headers: Readonly<Record<string, string>>
        /** Size of the part in bytes, which is signed; absent when no size was announced */
        readonly contentLength?: number | undefined
      }[]
      /** When the URLs end; ask for new ones then */
      readonly expiresAt: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** List the parts that have been uploaded */
  multipartShow: {
    options: {
      /** Id of the upload, as it was given when it was begun; percent-encoded where it stands in a path */
      readonly uploadId: string
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** Size of the whole object in bytes, as it was announced */
      readonly size?: number | undefined
      /** Size of each part but the last one, in bytes */
      readonly partSize: number
      /** The checksum that each part has, where the upload was begun with one */
      readonly checksumAlgorithm?: string | undefined
      /** The parts that S3 has, in the order of their numbers */
      readonly parts: readonly {
        readonly partNumber: number
        /** In bytes */
        readonly size: number
        /** As S3 writes it, with its quotes */
        readonly etag: string
        /** In base64, by algorithm, where S3 tells any */
        readonly checksums?: Readonly<Record<string, string>> | undefined
      }[]
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Complete an upload */
  multipartComplete: {
    options: {
      /** Id of the upload, as it was given when it was begun; percent-encoded where it stands in a path */
      readonly uploadId: string
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
      /** The parts; without them all that S3 has. More than some 3,000 do not fit into a request */
      readonly parts?: readonly {
        /** Number of the part */
        readonly partNumber: number
        /** ETag that S3 answered to the part, quotes or not */
        readonly etag: string
      }[] | undefined
    }
    result: {
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** Size of the object in bytes */
      readonly size: number
      /** As S3 writes it; absent where S3 does not tell */
      readonly etag?: string | undefined
      /** Version of the object, in a bucket that keeps them */
      readonly versionId?: string | undefined
      /** URL of the object, as clients reach it; not signed */
      readonly location: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Abort an upload */
  multipartAbort: {
    options: {
      /** Id of the upload, as it was given when it was begun; percent-encoded where it stands in a path */
      readonly uploadId: string
      /** Name of the bucket, made of lowercase letters, digits, dots and hyphens; some stores have underscores, too */
      readonly bucket: string
      /** Key of the object, in a query percent-encoded once like every value: up to 1,024 bytes of UTF-8, without `.` and `..` segments */
      readonly key: string
    }
    result: {
      /** S3’s id of the upload */
      readonly uploadId: string
      /** The bucket, as it was asked for */
      readonly bucket: string
      /** The key, as it was asked for */
      readonly key: string
      /** What the caller should know; absent when there is nothing to say */
      readonly warnings?: readonly string[] | undefined
    }
  }
  /** Tell what the token may do */
  whoami: {
    options: Readonly<Record<never, never>>
    result: {
      /** Names the token in the audit log; it is not the token */
      readonly tokenId: string
      /** A client token was made with an API token */
      readonly kind: "api_token" | "client_token"
      /** When the token ends; absent when it does not */
      readonly expiresAt?: string | undefined
      /** What it may be used for at all: `upload`, `download`, `list`, `delete` */
      readonly actions: readonly string[]
      /** Buckets that the rules name; `*` at the end stands for any ending */
      readonly buckets: readonly string[]
      /** What it may be used for: action:bucket/key-prefix*. `*` as the action stands for upload and download, `*` alone behind the colon for every bucket and key */
      readonly rules: readonly string[]
      /** Of a client token: the rules of its API token, which hold as well */
      readonly within?: readonly string[] | undefined
      /** ACLs that uploads may ask for, beside `private`; absent when any may be */
      readonly acls?: readonly string[] | undefined
      /** Longest lifetime of a URL in seconds */
      readonly maxExpiresIn?: number | undefined
      /** Most bytes of an upload: each has to say its size */
      readonly maxBytes?: number | undefined
      /** Content types of uploads: each has to say its own. `image/*` stands for every image */
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
  token_expired: "Make one with `signpost token create NAME`. A web page asks its own server for a new client token.",
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
