// Made by scripts/generate-docs.ts from the registry of the acts: do not edit.

/** Each act of administration: its input, and its result in `data`. */
export interface Acts {
  /** Show the steps to the first upload, and what needs attention */
  show_overview: {
    input: Readonly<Record<never, never>>
    result: {
      /** Whether an upload was signed with a credential of a real store */
      readonly isSetUp: boolean
      /** Every step, in order */
      readonly steps: readonly {
        readonly step: "credential" | "bucket" | "cors" | "token" | "upload"
        readonly state: "done" | "todo" | "problem"
        readonly message: string
        /** What to do */
        readonly cure?: string | undefined
        /** Name of the credential of this step */
        readonly credential?: string | undefined
        /** The bucket of this step */
        readonly bucket?: string | undefined
        /** The act that completes the step, by asking the store */
        readonly act?: "examine_credential" | undefined
        /** When the store was asked; ISO 8601 */
        readonly askedAt?: string | undefined
      }[]
      /** The worst first; 100 at most */
      readonly attention: readonly {
        readonly kind: "credential" | "token"
        readonly id: string
        readonly name: string
        readonly state: "warning" | "bad"
        readonly reason: "secret_unreadable" | "keys_refused" | "keys_expired" | "keys_expire" | "renewal_failing" | "store_open" | "guard_unknown" | "not_examined" | "examined_long_ago" | "token_expires"
        readonly message: string
        /** What to do */
        readonly cure?: string | undefined
        /** When it happened or will happen; ISO 8601 */
        readonly at?: string | undefined
      }[]
      readonly counts: {
        /** Without those of the sandbox */
        readonly credentials: number
        /** Including revoked and expired ones */
        readonly tokens: number
        readonly openUploads: number
      }
    }
  }
  /** Make an account */
  add_account: {
    input: {
      /** Name of the account */
      readonly name: string
      /** Change nothing if an account of that name exists */
      readonly ifAbsent?: boolean | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      /** When it was made; ISO 8601 */
      readonly createdAt: string
      /** Whether this call created it; false when it existed already */
      readonly isNew: boolean
    }
  }
  /** List the accounts */
  list_accounts: {
    input: {
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
      /** Only entries with this text in their name or id, in upper or lower case */
      readonly search?: string | undefined
      /** Which entries come first */
      readonly order?: "oldest" | "newest" | undefined
    }
    result: {
      readonly accounts: readonly {
        readonly id: string
        readonly name: string
        /** When it was made; ISO 8601 */
        readonly createdAt: string
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
    }
  }
  /** Show an account and how much it owns */
  show_account: {
    input: {
      /** Name of the account */
      readonly name: string
    }
    result: {
      readonly id: string
      readonly name: string
      /** When it was made; ISO 8601 */
      readonly createdAt: string
      /** How many credentials it has */
      readonly credentials: number
      /** How many tokens it has, including revoked and expired ones */
      readonly tokens: number
      /** How many multipart uploads are open: its stores keep their parts */
      readonly openUploads: number
    }
  }
  /** Give an account another name */
  rename_account: {
    input: {
      /** Name of the account */
      readonly name: string
      /** Its new name */
      readonly newName: string
    }
    result: {
      readonly id: string
      readonly name: string
      /** Each field whose value changed; null means no value */
      readonly changes: readonly {
        readonly field: string
        readonly from?: unknown
        readonly to?: unknown
      }[]
    }
  }
  /** Remove an account with its credentials and tokens */
  remove_account: {
    input: {
      /** Name of the account */
      readonly name: string
    }
    result: {
      readonly id: string
      readonly name: string
      readonly removed: true
      /** How many credentials were removed with it */
      readonly credentials: number
      /** How many tokens were removed with it */
      readonly tokens: number
      /** How many multipart uploads were open: Signpost no longer aborts them */
      readonly openUploads: number
    }
  }
  /** Store an S3 credential, sealed */
  add_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** Access key ID */
      readonly accessKeyId?: string | undefined
      /** Secret access key */
      readonly secretAccessKey?: string | undefined
      /** Session token of temporary keys */
      readonly sessionToken?: string | undefined
      /** When temporary keys expire; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** The source that its keys are fetched from, and renewed from automatically: instance, container, web-identity, profile, assume-role:ARN */
      readonly from?: string | undefined
      /** The stored credential that assumes the role */
      readonly source?: string | undefined
      /** External id that the role requires */
      readonly externalId?: string | undefined
      /** Profile in the AWS configuration files; by default the one named default */
      readonly profile?: string | undefined
      /** How long each session of the role lasts */
      readonly sessionSeconds?: number | undefined
      /** Region, such as eu-central-1; auto for a store without regions */
      readonly region: string
      /** Which store it is for, if its endpoint does not show this */
      readonly preset?: "aws" | "r2" | "b2" | "wasabi" | "spaces" | "gcs" | "supabase" | "hetzner" | "scaleway" | "ovh" | "linode" | "vultr" | "idrive" | "storj" | "tigris" | "oracle" | "ibm" | "alibaba" | "minio" | "ceph" | "garage" | "seaweedfs" | "rustfs" | "versity" | "storagegrid" | "swiftstack" | "other" | undefined
      /** Endpoint of an S3-compatible store; by default AWS */
      readonly endpoint?: string | undefined
      /** Endpoint for the URLs, if clients reach the store under another name */
      readonly publicEndpoint?: string | undefined
      /** Bucket in the host name or in the path */
      readonly addressing?: "virtual" | "path" | undefined
      /** Where ACLs are signed */
      readonly aclPlacement?: "query" | "header" | undefined
      /** v2 only for a store that needs it */
      readonly signatureVersion?: "v4" | "v2" | undefined
      /** Buckets that it signs for */
      readonly bucketPatterns?: readonly string[] | undefined
      /** Sign for every bucket that no pattern covers */
      readonly isDefault?: boolean | undefined
      /** Actions that it signs for; by default all */
      readonly actions?: readonly ("upload" | "download" | "list" | "delete")[] | undefined
      /** Sign uploads even if the store obeys unsigned headers */
      readonly acceptsOpenStore?: boolean | undefined
      /** Store it without asking the store whether it works */
      readonly unchecked?: boolean | undefined
      /** Change nothing if a credential of that name exists */
      readonly ifAbsent?: boolean | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      readonly preset: string
      readonly endpoint?: string | undefined
      readonly bucketPatterns: readonly string[]
      readonly isDefault: boolean
      /** When its keys are renewed next, if they are renewed automatically; ISO 8601 */
      readonly renewsAt?: string | undefined
      /** What keeps its store from obeying unsigned headers; absent if this is unknown */
      readonly guard?: "refuses" | "signed-away" | "open" | undefined
      /** Patterns that an older credential has as well: the older one continues to sign for them */
      readonly sharedPatterns: readonly {
        readonly pattern: string
        readonly credential: string
      }[]
      /** The store’s verdict on the credential; `unchecked` when the store was not asked */
      readonly check: "good" | "unchecked"
      /** What the store says */
      readonly explanation?: string | undefined
      /** Whether this call stored it; false when one of that name existed already */
      readonly isNew: boolean
      /** Fields in which the existing credential differs from the input */
      readonly differences?: readonly string[] | undefined
    }
  }
  /** List the stored credentials */
  list_credentials: {
    input: {
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
      /** Only credentials with this text in their name, id or access key ID, in upper or lower case */
      readonly search?: string | undefined
      /** Which entries come first */
      readonly order?: "oldest" | "newest" | undefined
    }
    result: {
      readonly credentials: readonly {
        readonly id: string
        readonly name: string
        /** Region, such as eu-central-1; auto for a store without regions */
        readonly region: string
        readonly preset: "aws" | "r2" | "b2" | "wasabi" | "spaces" | "gcs" | "supabase" | "hetzner" | "scaleway" | "ovh" | "linode" | "vultr" | "idrive" | "storj" | "tigris" | "oracle" | "ibm" | "alibaba" | "minio" | "ceph" | "garage" | "seaweedfs" | "rustfs" | "versity" | "storagegrid" | "swiftstack" | "other"
        /** Endpoint of an S3-compatible store; by default AWS */
        readonly endpoint?: string | undefined
        /** Endpoint for the URLs, if clients reach the store under another name */
        readonly publicEndpoint?: string | undefined
        /** Bucket in the host name or in the path */
        readonly addressing?: "virtual" | "path" | undefined
        /** Where ACLs are signed */
        readonly aclPlacement?: "query" | "header" | undefined
        readonly signatureVersion: "v4" | "v2"
        readonly accessKeyId: string
        readonly bucketPatterns: readonly string[]
        readonly isDefault: boolean
        /** Actions that it signs for; by default all */
        readonly actions?: readonly ("upload" | "download" | "list" | "delete")[] | undefined
        /** Sign uploads even if the store obeys unsigned headers */
        readonly acceptsOpenStore?: boolean | undefined
        /** What keeps its store from obeying unsigned headers; absent if this is unknown */
        readonly guard?: "refuses" | "signed-away" | "open" | undefined
        /** When the store was asked how it guards uploads; absent if it never answered; ISO 8601 */
        readonly guardAskedAt?: string | undefined
        /** The last examination; absent after the credential was changed */
        readonly examination?: {
          /** When the store was asked; ISO 8601 */
          readonly at: string
          readonly bucket?: string | undefined
          readonly origin?: string | undefined
          /** The worst of the findings */
          readonly state: "good" | "warning" | "bad" | "unknown"
          readonly findings: readonly {
            /** secret, keys, renewal, clock, guard, bucket, region, cors, or a right: upload, download, list, delete, multipart */
            readonly check: string
            readonly state: "good" | "warning" | "bad" | "unknown"
            readonly message: string
            /** What to do about it */
            readonly cure?: string | undefined
          }[]
        } | undefined
        readonly isSandbox: boolean
        /** When it was stored; ISO 8601 */
        readonly createdAt: string
        /** When temporary keys expire; ISO 8601 */
        readonly expiresAt?: string | undefined
        /** Where its keys come from, if they are renewed automatically */
        readonly source?: {
          readonly from: "instance" | "container" | "web-identity" | "profile" | "assume-role"
          readonly roleArn?: string | undefined
          /** Name of the credential that assumes the role */
          readonly credential?: string | undefined
          /** External id that the role requires */
          readonly externalId?: string | undefined
          /** Profile in the AWS configuration files; by default the one named default */
          readonly profile?: string | undefined
          /** How long each session of the role lasts */
          readonly sessionSeconds?: number | undefined
        } | undefined
        readonly renewal?: {
          /** The current keys sign until the state is `expired` */
          readonly state: "good" | "late" | "failing" | "expired"
          /** When its keys are renewed next; ISO 8601 */
          readonly dueAt: string
          /** The same in words, with the reason if the last renewal failed */
          readonly text: string
        } | undefined
        /** Whether the secret can be opened; `unchecked` if the master key is not available */
        readonly secret: "good" | "unchecked" | "malformed" | "unknown_master_key" | "tampered"
        /** Why it cannot be opened, or was not checked */
        readonly secretProblem?: string | undefined
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
    }
  }
  /** Show everything about a credential, and which tokens use it */
  show_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
    }
    result: {
      readonly id: string
      readonly name: string
      /** Region, such as eu-central-1; auto for a store without regions */
      readonly region: string
      readonly preset: "aws" | "r2" | "b2" | "wasabi" | "spaces" | "gcs" | "supabase" | "hetzner" | "scaleway" | "ovh" | "linode" | "vultr" | "idrive" | "storj" | "tigris" | "oracle" | "ibm" | "alibaba" | "minio" | "ceph" | "garage" | "seaweedfs" | "rustfs" | "versity" | "storagegrid" | "swiftstack" | "other"
      /** Endpoint of an S3-compatible store; by default AWS */
      readonly endpoint?: string | undefined
      /** Endpoint for the URLs, if clients reach the store under another name */
      readonly publicEndpoint?: string | undefined
      /** Bucket in the host name or in the path */
      readonly addressing?: "virtual" | "path" | undefined
      /** Where ACLs are signed */
      readonly aclPlacement?: "query" | "header" | undefined
      readonly signatureVersion: "v4" | "v2"
      readonly accessKeyId: string
      readonly bucketPatterns: readonly string[]
      readonly isDefault: boolean
      /** Actions that it signs for; by default all */
      readonly actions?: readonly ("upload" | "download" | "list" | "delete")[] | undefined
      /** Sign uploads even if the store obeys unsigned headers */
      readonly acceptsOpenStore?: boolean | undefined
      /** What keeps its store from obeying unsigned headers; absent if this is unknown */
      readonly guard?: "refuses" | "signed-away" | "open" | undefined
      /** When the store was asked how it guards uploads; absent if it never answered; ISO 8601 */
      readonly guardAskedAt?: string | undefined
      /** The last examination; absent after the credential was changed */
      readonly examination?: {
        /** When the store was asked; ISO 8601 */
        readonly at: string
        readonly bucket?: string | undefined
        readonly origin?: string | undefined
        /** The worst of the findings */
        readonly state: "good" | "warning" | "bad" | "unknown"
        readonly findings: readonly {
          /** secret, keys, renewal, clock, guard, bucket, region, cors, or a right: upload, download, list, delete, multipart */
          readonly check: string
          readonly state: "good" | "warning" | "bad" | "unknown"
          readonly message: string
          /** What to do about it */
          readonly cure?: string | undefined
        }[]
      } | undefined
      readonly isSandbox: boolean
      /** When it was stored; ISO 8601 */
      readonly createdAt: string
      /** When temporary keys expire; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** Where its keys come from, if they are renewed automatically */
      readonly source?: {
        readonly from: "instance" | "container" | "web-identity" | "profile" | "assume-role"
        readonly roleArn?: string | undefined
        /** Name of the credential that assumes the role */
        readonly credential?: string | undefined
        /** External id that the role requires */
        readonly externalId?: string | undefined
        /** Profile in the AWS configuration files; by default the one named default */
        readonly profile?: string | undefined
        /** How long each session of the role lasts */
        readonly sessionSeconds?: number | undefined
      } | undefined
      readonly renewal?: {
        /** The current keys sign until the state is `expired` */
        readonly state: "good" | "late" | "failing" | "expired"
        /** When its keys are renewed next; ISO 8601 */
        readonly dueAt: string
        /** The same in words, with the reason if the last renewal failed */
        readonly text: string
      } | undefined
      /** Whether the secret can be opened; `unchecked` if the master key is not available */
      readonly secret: "good" | "unchecked" | "malformed" | "unknown_master_key" | "tampered"
      /** Why it cannot be opened, or was not checked */
      readonly secretProblem?: string | undefined
      /** Active tokens that may use it, the most recently used first; 50 at most */
      readonly usedBy: readonly {
        readonly id: string
        readonly name: string
        /** Whether it may use no other credential */
        readonly isBound: boolean
        /** Its rules; absent if it has none */
        readonly allow?: readonly string[] | undefined
        /** When it was last used, to the minute; ISO 8601 */
        readonly lastUsedAt?: string | undefined
      }[]
      /** How many such tokens there are */
      readonly usedByCount: number
      /** When it last signed, to the hour; ISO 8601 */
      readonly lastSignedAt?: string | undefined
      /** How many uploads in parts were begun with it and are still open */
      readonly openUploads: number
    }
  }
  /** Change the store of a credential, or what it signs for */
  set_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** Region, such as eu-central-1; auto for a store without regions */
      readonly region?: string | undefined
      /** Which store it is for, if its endpoint does not show this */
      readonly preset?: "aws" | "r2" | "b2" | "wasabi" | "spaces" | "gcs" | "supabase" | "hetzner" | "scaleway" | "ovh" | "linode" | "vultr" | "idrive" | "storj" | "tigris" | "oracle" | "ibm" | "alibaba" | "minio" | "ceph" | "garage" | "seaweedfs" | "rustfs" | "versity" | "storagegrid" | "swiftstack" | "other" | undefined
      /** Endpoint of an S3-compatible store; by default AWS */
      readonly endpoint?: string | undefined
      /** Endpoint for the URLs, if clients reach the store under another name */
      readonly publicEndpoint?: string | undefined
      /** Bucket in the host name or in the path */
      readonly addressing?: "virtual" | "path" | undefined
      /** Where ACLs are signed */
      readonly aclPlacement?: "query" | "header" | undefined
      /** v2 only for a store that needs it */
      readonly signatureVersion?: "v4" | "v2" | undefined
      /** Buckets that it signs for */
      readonly bucketPatterns?: readonly string[] | undefined
      /** Sign for every bucket that no pattern covers */
      readonly isDefault?: boolean | undefined
      /** Actions that it signs for; by default all */
      readonly actions?: readonly ("upload" | "download" | "list" | "delete")[] | undefined
      /** Sign uploads even if the store obeys unsigned headers */
      readonly acceptsOpenStore?: boolean | undefined
      /** Fields whose values to remove */
      readonly remove?: readonly ("endpoint" | "publicEndpoint" | "addressing" | "aclPlacement" | "bucketPatterns" | "actions")[] | undefined
      /** Store it without asking the store whether it works */
      readonly unchecked?: boolean | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      /** Each field whose value changed; null means no value */
      readonly changes: readonly {
        readonly field: string
        readonly from?: unknown
        readonly to?: unknown
      }[]
      /** The store’s verdict; `unchecked` when the store was not asked */
      readonly check: "good" | "unchecked"
      /** What the store says */
      readonly explanation?: string | undefined
    }
  }
  /** Give a credential another name */
  rename_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** Its new name */
      readonly newName: string
    }
    result: {
      readonly id: string
      readonly name: string
      /** Each field whose value changed; null means no value */
      readonly changes: readonly {
        readonly field: string
        readonly from?: unknown
        readonly to?: unknown
      }[]
    }
  }
  /** Check a credential against S3 */
  test_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** A bucket to check the rights to */
      readonly bucket?: string | undefined
    }
    result: {
      readonly name: string
      /** With `keys_expired` and `secret_unreadable` nothing can be signed, so S3 was not asked */
      readonly status: "good" | "refused" | "unknown" | "bucket_missing" | "keys_expired" | "secret_unreadable"
      /** What S3 said, or why it was not asked, and what to do about it */
      readonly explanation: string
      /** The state of its renewals, if its keys are renewed automatically */
      readonly renewal?: string | undefined
      /** What keeps its store from obeying unsigned headers; absent if this is unknown */
      readonly guard?: "refuses" | "signed-away" | "open" | undefined
    }
  }
  /** Examine a credential: keys, rights, bucket, clock, guard and CORS */
  examine_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** A bucket to test the rights in; by default the first bucket that the credential names */
      readonly bucket?: string | undefined
      /** Origin of web pages that use the bucket: https://app.example.com */
      readonly origin?: string | undefined
    }
    result: {
      readonly name: string
      /** When the store was asked; ISO 8601 */
      readonly at: string
      readonly bucket?: string | undefined
      readonly origin?: string | undefined
      /** The worst of the findings */
      readonly state: "good" | "warning" | "bad" | "unknown"
      readonly findings: readonly {
        /** secret, keys, renewal, clock, guard, bucket, region, cors, or a right: upload, download, list, delete, multipart */
        readonly check: string
        readonly state: "good" | "warning" | "bad" | "unknown"
        readonly message: string
        /** What to do about it */
        readonly cure?: string | undefined
      }[]
    }
  }
  /** Write the smallest policy for the keys of a credential, from the tokens that use it */
  show_policy: {
    input: {
      /** Name of the credential */
      readonly name: string
    }
    result: {
      readonly name: string
      /** `other`: the store has no policies in the policy language of AWS, as far as is known */
      readonly kind: "aws" | "bucket_policy" | "other"
      readonly documents: readonly {
        readonly title: string
        /** Where to set it */
        readonly where: string
        /** The policy, as JSON */
        readonly text: string
      }[]
      /** Further advice, and what the store has instead of policies */
      readonly advice: readonly string[]
      readonly rights: readonly {
        readonly right: string
        /** Buckets and keys; a * matches anything */
        readonly resources: readonly string[]
        readonly neededFor: string
        /** Whether the policy leaves it out */
        readonly isOptional: boolean
      }[]
      /** How many active tokens it was made from */
      readonly tokens: number
    }
  }
  /** Test on the live store which features of uploads it supports */
  test_store: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** Where to write: a bucket, a slash, and a prefix of keys */
      readonly writeTo: string
    }
    result: {
      readonly name: string
      /** Why nothing was tested */
      readonly problem?: string | undefined
      readonly features: readonly {
        /** The tested feature */
        readonly feature: string
        /** Whether the store enforces it, or stores it with the object */
        readonly isHeld: boolean
        /** What the store answered */
        readonly observed: string
        /** Whether Signpost’s table of stores says the same */
        readonly isKnown: boolean
      }[]
      /** Keys of objects that could not be deleted again */
      readonly left: readonly string[]
    }
  }
  /** List the stores that are known, and what each needs */
  list_stores: {
    input: Readonly<Record<never, never>>
    result: {
      readonly stores: readonly {
        readonly preset: "aws" | "r2" | "b2" | "wasabi" | "spaces" | "gcs" | "supabase" | "hetzner" | "scaleway" | "ovh" | "linode" | "vultr" | "idrive" | "storj" | "tigris" | "oracle" | "ibm" | "alibaba" | "minio" | "ceph" | "garage" | "seaweedfs" | "rustfs" | "versity" | "storagegrid" | "swiftstack" | "other"
        readonly title: string
        /** The forms of its endpoints, the usual one first; empty if each installation has its own */
        readonly endpoints: readonly {
          /** An endpoint with its fields in braces: https://s3.{region}.wasabisys.com */
          readonly form: string
          /** The names in braces, in order and without repetition */
          readonly fields: readonly string[]
        }[]
        /** Whether `add_credential` needs the field `endpoint`, because Signpost cannot derive it from the region */
        readonly needsEndpoint: boolean
        /** Whether each installation has its own endpoint */
        readonly isSelfHosted: boolean
        /** Regions that it accepts in signatures besides the region of the endpoint; `*` if it accepts any */
        readonly regions: readonly string[]
        /** What `{account}` is, and where to find it */
        readonly account?: string | undefined
        /** Bucket in the host name or in the path */
        readonly addressing: "virtual" | "path"
        readonly hasPathStyle: boolean
        readonly signatureVersions: readonly ("v4" | "v2")[]
        /** null if it is not known to lack any */
        readonly acls?: readonly string[] | undefined
        /** Features that it has, by its documentation or because they were tested */
        readonly has: readonly string[]
        /** Features that it lacks, and what to do instead */
        readonly lacks: readonly {
          readonly feature: string
          readonly reason: string
        }[]
        /** What keeps its store from obeying unsigned headers; absent if this is unknown */
        readonly guard?: "refuses" | "signed-away" | "open" | undefined
        readonly keys: {
          /** Where to create access keys: a place in its console, or its own command */
          readonly where: string
          /** URL of that place in the console */
          readonly url?: string | undefined
        }
        readonly note?: string | undefined
        /** Pages of its documentation that say so */
        readonly sources: readonly string[]
      }[]
    }
  }
  /** Replace the keys of a credential */
  rotate_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** Access key ID */
      readonly accessKeyId: string
      /** Secret access key */
      readonly secretAccessKey: string
      /** Session token of temporary keys */
      readonly sessionToken?: string | undefined
      /** When temporary keys expire; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** Replace the keys even if S3 does not say whether it accepts the new ones */
      readonly unchecked?: boolean | undefined
      /** Replace the keys even if S3 refuses the new ones */
      readonly force?: boolean | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      readonly accessKeyId: string
      /** What S3 says about the new keys */
      readonly check: "good" | "refused" | "unknown"
      readonly explanation: string
    }
  }
  /** Remove a credential */
  remove_credential: {
    input: {
      /** Name of the credential */
      readonly name: string
    }
    result: {
      readonly id: string
      readonly name: string
      readonly removed: true
      /** Whether other credentials are left, but none of them is the default */
      readonly leavesNoDefault: boolean
      /** How many open multipart uploads were begun with it; another credential for their bucket aborts them */
      readonly openUploads: number
    }
  }
  /** Ask a store whether the web pages of an origin may use a bucket */
  check_cors: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** The bucket; by default the first bucket that the credential names */
      readonly bucket?: string | undefined
      /** Origin of the web pages: https://app.example.com */
      readonly origin: string
      /** Methods that the pages use; by default those of uploads and downloads */
      readonly methods?: readonly ("PUT" | "POST" | "GET" | "HEAD" | "DELETE")[] | undefined
      /** Headers that the pages send besides content-type */
      readonly headers?: readonly string[] | undefined
    }
    result: {
      readonly name: string
      readonly bucket: string
      readonly origin: string
      /** Origin of the store that was asked */
      readonly asked: string
      readonly status: "allowed" | "refused"
      /** What pages may do, what is missing, and what to do about it */
      readonly explanation: string
      readonly methods: readonly {
        readonly method: string
        readonly isAllowed: boolean
        /** What the store answered to the preflight */
        readonly observed: string
        /** Headers that it does not allow with this method */
        readonly missingHeaders: readonly string[]
      }[]
      /** Whether pages may read the ETag of what they upload */
      readonly exposesEtag: "yes" | "no" | "unknown"
    }
  }
  /** Let the web pages of an origin use a bucket, by its CORS rules */
  set_cors: {
    input: {
      /** Name of the credential */
      readonly name: string
      /** The bucket; by default the first bucket that the credential names */
      readonly bucket?: string | undefined
      /** Origin of the web pages: https://app.example.com */
      readonly origin: string
      /** Methods that the pages use; by default those of uploads and downloads */
      readonly methods?: readonly ("PUT" | "POST" | "GET" | "HEAD" | "DELETE")[] | undefined
      /** Headers that the pages send besides content-type */
      readonly headers?: readonly string[] | undefined
      /** Say what would be set, and set nothing */
      readonly isPlan?: boolean | undefined
    }
    result: {
      /** Whether rules were set, or would be */
      readonly isChanged: boolean
      /** All rules of the bucket after this; empty if they were not read */
      readonly rules: readonly {
        readonly id?: string | undefined
        readonly origins: readonly string[]
        readonly methods: readonly string[]
        readonly headers: readonly string[]
        readonly exposedHeaders: readonly string[]
        readonly maxAgeSeconds?: number | undefined
      }[]
      readonly check: {
        readonly name: string
        readonly bucket: string
        readonly origin: string
        /** Origin of the store that was asked */
        readonly asked: string
        readonly status: "allowed" | "refused"
        /** What pages may do, what is missing, and what to do about it */
        readonly explanation: string
        readonly methods: readonly {
          readonly method: string
          readonly isAllowed: boolean
          /** What the store answered to the preflight */
          readonly observed: string
          /** Headers that it does not allow with this method */
          readonly missingHeaders: readonly string[]
        }[]
        /** Whether pages may read the ETag of what they upload */
        readonly exposesEtag: "yes" | "no" | "unknown"
      }
    }
  }
  /** Make an API token */
  create_token: {
    input: {
      /** Name of the token, for the list and the log */
      readonly name: string
      /** What the token may sign for; by default everything that its account may */
      readonly allow?: readonly string[] | undefined
      /** ACLs that uploads may ask for besides private */
      readonly acls?: readonly ("private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control")[] | undefined
      /** Longest lifetime of a URL, in seconds */
      readonly maxExpiresInSeconds?: number | undefined
      /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have; S3 enforces the type of each upload */
      readonly contentTypes?: readonly string[] | undefined
      /** Networks that requests may come from */
      readonly networks?: readonly string[] | undefined
      /** The token’s own rate instead of the configured one: 50/s, 600/m:50 or off */
      readonly rate?: string | undefined
      /** When the token expires; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** Subject (sub) at the OpenID Connect provider. This user may use the token at /mcp by signing in at the provider */
      readonly oidcSubject?: string | undefined
      /** Create none if one of that name is neither revoked nor expired */
      readonly ifAbsent?: boolean | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      /** The token itself, which is shown only once; null if one existed already */
      readonly token?: string | undefined
      readonly limits: {
        /** What the token may sign for; by default everything that its account may */
        readonly allow?: readonly string[] | undefined
        readonly acls?: readonly string[] | undefined
        /** Longest lifetime of a URL, in seconds */
        readonly maxExpiresInSeconds?: number | undefined
        /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
        readonly maxBytes?: number | undefined
        /** Content types that uploads may have; S3 enforces the type of each upload */
        readonly contentTypes?: readonly string[] | undefined
        /** Networks that requests may come from */
        readonly networks?: readonly string[] | undefined
        /** The token’s own rate instead of the configured one: 50/s, 600/m:50 or off */
        readonly rate?: string | undefined
      }
      /** When the token expires; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** Ids of other active tokens of this name */
      readonly sameName: readonly string[]
      /** Whether this call created it; false if one of that name existed already */
      readonly isNew: boolean
    }
  }
  /** List the API tokens */
  list_tokens: {
    input: {
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
      /** Only entries with this text in their name or id, in upper or lower case */
      readonly search?: string | undefined
      /** Which entries come first */
      readonly order?: "oldest" | "newest" | undefined
      /** In this state */
      readonly state?: "active" | "revoked" | "expired" | undefined
    }
    result: {
      readonly tokens: readonly {
        readonly id: string
        readonly name: string
        readonly state: "active" | "revoked" | "expired"
        readonly limits: {
          /** What the token may sign for; by default everything that its account may */
          readonly allow?: readonly string[] | undefined
          readonly acls?: readonly string[] | undefined
          /** Longest lifetime of a URL, in seconds */
          readonly maxExpiresInSeconds?: number | undefined
          /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
          readonly maxBytes?: number | undefined
          /** Content types that uploads may have; S3 enforces the type of each upload */
          readonly contentTypes?: readonly string[] | undefined
          /** Networks that requests may come from */
          readonly networks?: readonly string[] | undefined
          /** The token’s own rate instead of the configured one: 50/s, 600/m:50 or off */
          readonly rate?: string | undefined
        }
        /** Subject (sub) at the OpenID Connect provider. This user may use the token at /mcp by signing in at the provider */
        readonly oidcSubject?: string | undefined
        /** The only credential that it may use */
        readonly credentialId?: string | undefined
        /** When it was made; ISO 8601 */
        readonly createdAt: string
        /** When it expires; ISO 8601 */
        readonly expiresAt?: string | undefined
        /** When it was revoked; ISO 8601 */
        readonly revokedAt?: string | undefined
        /** When it was last used, to the minute; ISO 8601 */
        readonly lastUsedAt?: string | undefined
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
    }
  }
  /** Show everything about an API token */
  show_token: {
    input: {
      /** Id of the token */
      readonly id: string
    }
    result: {
      readonly id: string
      readonly name: string
      readonly state: "active" | "revoked" | "expired"
      readonly limits: {
        /** What the token may sign for; by default everything that its account may */
        readonly allow?: readonly string[] | undefined
        readonly acls?: readonly string[] | undefined
        /** Longest lifetime of a URL, in seconds */
        readonly maxExpiresInSeconds?: number | undefined
        /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
        readonly maxBytes?: number | undefined
        /** Content types that uploads may have; S3 enforces the type of each upload */
        readonly contentTypes?: readonly string[] | undefined
        /** Networks that requests may come from */
        readonly networks?: readonly string[] | undefined
        /** The token’s own rate instead of the configured one: 50/s, 600/m:50 or off */
        readonly rate?: string | undefined
      }
      /** Subject (sub) at the OpenID Connect provider. This user may use the token at /mcp by signing in at the provider */
      readonly oidcSubject?: string | undefined
      /** The only credential that it may use */
      readonly credentialId?: string | undefined
      /** When it was made; ISO 8601 */
      readonly createdAt: string
      /** When it expires; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** When it was revoked; ISO 8601 */
      readonly revokedAt?: string | undefined
      /** When it was last used, to the minute; ISO 8601 */
      readonly lastUsedAt?: string | undefined
    }
  }
  /** Change the name, the limits or the expiry of an API token */
  set_token: {
    input: {
      /** Id of the token */
      readonly id: string
      /** Name of the token, for the list and the log */
      readonly name?: string | undefined
      /** What the token may sign for; by default everything that its account may */
      readonly allow?: readonly string[] | undefined
      /** ACLs that uploads may ask for besides private */
      readonly acls?: readonly ("private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control")[] | undefined
      /** Longest lifetime of a URL, in seconds */
      readonly maxExpiresInSeconds?: number | undefined
      /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have; S3 enforces the type of each upload */
      readonly contentTypes?: readonly string[] | undefined
      /** Networks that requests may come from */
      readonly networks?: readonly string[] | undefined
      /** The token’s own rate instead of the configured one: 50/s, 600/m:50 or off */
      readonly rate?: string | undefined
      /** When the token expires; ISO 8601 */
      readonly expiresAt?: string | undefined
      /** Subject (sub) at the OpenID Connect provider. This user may use the token at /mcp by signing in at the provider */
      readonly oidcSubject?: string | undefined
      /** Fields whose values to remove */
      readonly remove?: readonly ("allow" | "acls" | "maxExpiresInSeconds" | "maxBytes" | "contentTypes" | "networks" | "rate" | "expiresAt" | "oidcSubject")[] | undefined
    }
    result: {
      readonly id: string
      readonly name: string
      /** Each field whose value changed; null means no value */
      readonly changes: readonly {
        readonly field: string
        readonly from?: unknown
        readonly to?: unknown
      }[]
    }
  }
  /** Say whether a token may do something, and why */
  check_token: {
    input: {
      /** Id of the token */
      readonly id?: string | undefined
      /** What the token may sign for; by default everything that its account may */
      readonly allow?: readonly string[] | undefined
      /** ACLs that uploads may ask for besides private */
      readonly acls?: readonly ("private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control")[] | undefined
      /** Longest lifetime of a URL, in seconds */
      readonly maxExpiresInSeconds?: number | undefined
      /** Maximum size of an upload in bytes; S3 enforces the size of each upload */
      readonly maxBytes?: number | undefined
      /** Content types that uploads may have; S3 enforces the type of each upload */
      readonly contentTypes?: readonly string[] | undefined
      /** Name of the credential that the request asks for */
      readonly credential?: string | undefined
      /** The action of the request */
      readonly action: "upload" | "download" | "list" | "delete"
      /** The bucket of the request */
      readonly bucket: string
      /** The key; for a listing, the prefix of the keys */
      readonly key?: string | undefined
      /** Bytes of the upload */
      readonly size?: number | undefined
      /** Content type of the upload */
      readonly contentType?: string | undefined
      /** ACL of the upload */
      readonly acl?: "private" | "public-read" | "public-read-write" | "authenticated-read" | "aws-exec-read" | "bucket-owner-read" | "bucket-owner-full-control" | undefined
      /** Requested lifetime in seconds */
      readonly expiresInSeconds?: number | undefined
    }
    result: {
      readonly isAllowed: boolean
      /** The code that the request would be refused with */
      readonly code?: string | undefined
      /** The answer in words */
      readonly message: string
      /** The rule that allows it; absent if the token has no rules */
      readonly rule?: string | undefined
      /** What the request must state in addition, because of the token’s limits */
      readonly conditions: readonly string[]
      /** Name of the credential that would sign */
      readonly credential?: string | undefined
      /** How long the URL would live */
      readonly expiresInSeconds?: number | undefined
      readonly warnings: readonly string[]
    }
  }
  /** Revoke an API token */
  revoke_token: {
    input: {
      /** Id of the token */
      readonly id: string
    }
    result: {
      readonly id: string
      readonly name: string
      /** When it was revoked; ISO 8601 */
      readonly revokedAt: string
    }
  }
  /** List the open multipart uploads */
  list_uploads: {
    input: {
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
      /** Only uploads with this text in their bucket or key, in upper or lower case */
      readonly search?: string | undefined
      /** Which entries come first */
      readonly order?: "oldest" | "newest" | undefined
    }
    result: {
      readonly uploads: readonly {
        readonly id: string
        readonly bucket: string
        readonly key: string
        /** S3’s upload id; absent until S3 has returned it */
        readonly uploadId?: string | undefined
        /** `begun` until S3 has confirmed the upload */
        readonly state: "begun" | "open"
        /** Name of the credential that it was begun with; absent if this credential was removed */
        readonly credential?: string | undefined
        /** Announced size of the whole object, in bytes */
        readonly size?: number | undefined
        /** Size of each part except the last one, in bytes */
        readonly partSize: number
        readonly contentType?: string | undefined
        /** The checksum that each part has */
        readonly checksumAlgorithm?: string | undefined
        /** When it was begun; ISO 8601 */
        readonly createdAt: string
        /** When it counts as abandoned, and running gateways abort it; ISO 8601 */
        readonly abortsAt: string
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
    }
  }
  /** Show an open multipart upload and its progress */
  show_upload: {
    input: {
      /** Id of the upload */
      readonly id: string
    }
    result: {
      readonly id: string
      readonly bucket: string
      readonly key: string
      /** S3’s upload id; absent until S3 has returned it */
      readonly uploadId?: string | undefined
      /** `begun` until S3 has confirmed the upload */
      readonly state: "begun" | "open"
      /** Name of the credential that it was begun with; absent if this credential was removed */
      readonly credential?: string | undefined
      /** Announced size of the whole object, in bytes */
      readonly size?: number | undefined
      /** Size of each part except the last one, in bytes */
      readonly partSize: number
      readonly contentType?: string | undefined
      /** The checksum that each part has */
      readonly checksumAlgorithm?: string | undefined
      /** When it was begun; ISO 8601 */
      readonly createdAt: string
      /** When it counts as abandoned, and running gateways abort it; ISO 8601 */
      readonly abortsAt: string
      /** Total bytes of the parts that S3 has */
      readonly uploadedBytes: number
      /** How many parts the upload will have, if its size was announced */
      readonly partCount?: number | undefined
      /** The parts that S3 has, in the order of their numbers */
      readonly parts: readonly {
        readonly partNumber: number
        /** In bytes */
        readonly size: number
      }[]
    }
  }
  /** Abort an open multipart upload */
  abort_upload: {
    input: {
      /** Id of the upload */
      readonly id: string
    }
    result: {
      readonly id: string
      readonly bucket: string
      readonly key: string
      /** `gone`: S3 no longer had this upload. `unheard`: S3’s id of the upload is unknown; a running gateway looks for the upload within an hour */
      readonly outcome: "aborted" | "gone" | "unheard"
    }
  }
  /** List what was allowed and denied, newest first */
  list_audit_events: {
    input: {
      /** Events from this time on; ISO 8601 */
      readonly since?: string | undefined
      /** Events before this time; ISO 8601 */
      readonly until?: string | undefined
      /** Of this bucket */
      readonly bucket?: string | undefined
      /** Of keys that begin with this prefix */
      readonly keyPrefix?: string | undefined
      /** Id of the token */
      readonly tokenId?: string | undefined
      /** Of this client token, by its fingerprint */
      readonly clientToken?: string | undefined
      /** Of this action */
      readonly action?: "upload" | "download" | "list" | "delete" | undefined
      /** With this outcome */
      readonly outcome?: "allowed" | "denied" | "failed" | undefined
      /** With this error code, such as token_not_allowed */
      readonly code?: string | undefined
      /** Of this request, by its `x-request-id` */
      readonly requestId?: string | undefined
      /** Of this client address, as the events have it */
      readonly clientAddress?: string | undefined
      /** A request id, a client address, a token’s id or a client token’s fingerprint; otherwise a bucket (`photos`, `photos/2026/`) or a prefix of keys */
      readonly search?: string | undefined
      /** Of requests without a known token, which belong to no account */
      readonly anonymous?: boolean | undefined
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
    }
    result: {
      readonly events: readonly {
        /** Its place in the order of commit */
        readonly id: number
        /** When the request came in; ISO 8601 */
        readonly at: string
        readonly outcome: "allowed" | "denied" | "failed"
        /** HTTP status of the response */
        readonly status: number
        /** Error code; none when it was allowed */
        readonly code?: string | undefined
        readonly operation: string
        readonly action?: "upload" | "download" | "list" | "delete" | undefined
        readonly bucket?: string | undefined
        readonly key?: string | undefined
        readonly acl?: string | undefined
        readonly expiresInSeconds?: number | undefined
        readonly accountId?: string | undefined
        readonly tokenId?: string | undefined
        readonly credentialId?: string | undefined
        readonly clientAddress: string
        readonly requestId: string
        /** How many requests it stands for */
        readonly count: number
        /** Fingerprint of the client token that was used, or made */
        readonly clientToken?: string | undefined
        /** What the program of an agent calls itself */
        readonly mcpClient?: string | undefined
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
      /** If no index covers all filters, a page scans at most 100,000 events. If the scan ended there, this is the time of the last scanned event (ISO 8601), and the next page continues from it, even if this page has few events or none */
      readonly searchedTo?: string | undefined
    }
  }
  /** Show one event of the audit log */
  show_audit_event: {
    input: {
      /** Id of the event */
      readonly id: number
    }
    result: {
      /** Its place in the order of commit */
      readonly id: number
      /** When the request came in; ISO 8601 */
      readonly at: string
      readonly outcome: "allowed" | "denied" | "failed"
      /** HTTP status of the response */
      readonly status: number
      /** Error code; none when it was allowed */
      readonly code?: string | undefined
      readonly operation: string
      readonly action?: "upload" | "download" | "list" | "delete" | undefined
      readonly bucket?: string | undefined
      readonly key?: string | undefined
      readonly acl?: string | undefined
      readonly expiresInSeconds?: number | undefined
      readonly accountId?: string | undefined
      readonly tokenId?: string | undefined
      readonly credentialId?: string | undefined
      readonly clientAddress: string
      readonly requestId: string
      /** How many requests it stands for */
      readonly count: number
      /** Fingerprint of the client token that was used, or made */
      readonly clientToken?: string | undefined
      /** What the program of an agent calls itself */
      readonly mcpClient?: string | undefined
      /** Name of the token, if it still exists */
      readonly tokenName?: string | undefined
      /** Name of the credential, if it still exists */
      readonly credentialName?: string | undefined
    }
  }
  /** List what was added, changed and removed, newest first */
  list_administration_events: {
    input: {
      /** Events from this time on; ISO 8601 */
      readonly since?: string | undefined
      /** Events before this time; ISO 8601 */
      readonly until?: string | undefined
      /** Of the account, credential or token with this id */
      readonly targetId?: string | undefined
      /** Of every account, and of the installation */
      readonly everyAccount?: boolean | undefined
      /** Number of entries in a page */
      readonly limit?: number | undefined
      /** The `nextCursor` of the previous page */
      readonly cursor?: string | undefined
    }
    result: {
      readonly events: readonly {
        readonly id: number
        /** When it was done; ISO 8601 */
        readonly at: string
        /** The interface through which it was done */
        readonly via: string
        /** Who did it; at the command line, the user of the operating system */
        readonly actor: string
        readonly act: string
        readonly accountId?: string | undefined
        readonly targetKind: string
        readonly targetId: string
        readonly targetName: string
        /** Each field whose value changed; null means no value */
        readonly changes: readonly {
          readonly field: string
          readonly from?: unknown
          readonly to?: unknown
        }[]
      }[]
      /** Send it as `cursor` to get the next page; null on the last page */
      readonly nextCursor?: string | undefined
    }
  }
  /** Count requests by hour or day, by outcome, by reason and by action */
  show_statistics: {
    input: {
      /** From the beginning of the interval with this time; by default 24 hours or 30 days before `until`; ISO 8601 */
      readonly since?: string | undefined
      /** Up to the end of the interval with this time; by default now; ISO 8601 */
      readonly until?: string | undefined
      /** How long the intervals are */
      readonly by?: "hour" | "day" | undefined
      /** Of requests without a known token, which belong to no account */
      readonly anonymous?: boolean | undefined
      /** The time zone in which days begin: 120 is UTC+02:00. Parts of an hour are ignored */
      readonly utcOffsetMinutes?: number | undefined
    }
    result: {
      /** Beginning of the first interval; ISO 8601 */
      readonly beginsAt: string
      /** End of the last interval; ISO 8601 */
      readonly endsAt: string
      readonly by: "hour" | "day"
      /** Every interval, oldest first */
      readonly intervals: readonly {
        /** Its beginning; ISO 8601 */
        readonly at: string
        readonly allowed: number
        readonly denied: number
        readonly failed: number
      }[]
      readonly totals: {
        readonly allowed: number
        readonly denied: number
        readonly failed: number
      }
      /** Why requests were denied or failed, the most frequent first */
      readonly refusals: readonly {
        readonly code: string
        readonly count: number
      }[]
      readonly actions: readonly {
        /** null if the request was refused before its action was known */
        readonly action?: "upload" | "download" | "list" | "delete" | undefined
        readonly allowed: number
        readonly denied: number
        readonly failed: number
      }[]
      /** The most used tokens */
      readonly tokens: readonly {
        readonly id: string
        /** Absent if the token no longer exists */
        readonly name?: string | undefined
        readonly allowed: number
        readonly denied: number
        readonly failed: number
      }[]
      /** From when on tokens are counted; for a long span, by whole days in UTC; ISO 8601 */
      readonly tokensBeginAt: string
      /** Events that are not counted yet, while a log is counted for the first time; otherwise 0 */
      readonly uncounted: number
      /** How long the process that answers has taken for requests of every account since its start; estimated from a histogram, and shown only to owners */
      readonly latency?: {
        /** When the process was started; ISO 8601 */
        readonly startedAt: string
        readonly operations: readonly {
          readonly operation: string
          readonly count: number
          readonly p50Ms: number
          readonly p95Ms: number
          readonly p99Ms: number
        }[]
      } | undefined
    }
  }
  /** Delete the audit events from before a time */
  prune_audit_log: {
    input: {
      /** Events from before this time are deleted; ISO 8601 */
      readonly before: string
    }
    result: {
      /** ISO 8601 */
      readonly before: string
      /** How many events of requests were deleted, of all accounts */
      readonly requests: number
      /** How many events of administration were deleted */
      readonly administration: number
    }
  }
  /** Say why a signed URL did not work */
  explain_request: {
    input: {
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
      /** The URL, the `curl` command and the response in one text, in any order; the other fields take precedence over it */
      readonly paste?: string | undefined
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
  /** Show the configuration, and where each value came from */
  show_settings: {
    input: Readonly<Record<never, never>>
    result: {
      /** Every setting of this process; other processes of the installation may have other values */
      readonly settings: readonly {
        readonly key: string
        /** The value in the form for programs; `(set)` in place of a secret; null if there is none */
        readonly value?: unknown
        /** `default`, `file`, `flag`, or the name of the environment variable; null when there is no value */
        readonly source?: string | undefined
        /** The environment variable that sets it */
        readonly env: string
        readonly description: string
      }[]
      /** Version of Signpost */
      readonly version: string
      /** Version of Node.js */
      readonly node: string
      readonly database: {
        readonly kind: "sqlite" | "postgresql"
        /** Its file, or its URL without the password */
        readonly place: string
      }
      readonly dataDirectory: string
      /** Where the master key comes from */
      readonly masterKey: string
    }
  }
  /** List the nodes that serve this installation */
  list_nodes: {
    input: Readonly<Record<never, never>>
    result: {
      /** The node that started last comes first */
      readonly nodes: readonly {
        readonly id: string
        /** Name of its machine */
        readonly host: string
        /** Version of Signpost */
        readonly version: string
        /** How many processes serve */
        readonly workers: number
        /** When it was started; ISO 8601 */
        readonly startedAt: string
        /** When it was last seen; ISO 8601 */
        readonly lastSeenAt: string
        /** Whether it is the node that answers this request */
        readonly isThis: boolean
        /** `silent`: it may have been killed, or cannot reach its database */
        readonly state: "running" | "silent"
      }[]
    }
  }
  /** Show which master keys are in use */
  show_vault: {
    input: Readonly<Record<never, never>>
    result: {
      /** Where the master key comes from */
      readonly source: "configuration" | "command" | "file"
      readonly keys: readonly {
        readonly keyId: string
        readonly role: "current" | "previous" | "unknown"
        /** Secrets of credentials that it wraps */
        readonly records: number
        /** Second factors of administrators that it encrypts */
        readonly secondFactors: number
        /** Whether it is the key with which every gateway seals */
        readonly isOfInstallation: boolean
      }[]
      /** Email addresses of the administrators whose second factors cannot be opened: use `signpost admin reset` */
      readonly lostSecondFactors: readonly string[]
      readonly problems: readonly {
        readonly credentialId: string
        readonly name: string
        /** Name of the account that has it */
        readonly account: string
        readonly code: "malformed" | "unknown_master_key" | "tampered"
        readonly message: string
        /** Whether a running gateway fetches new keys for it */
        readonly renewsItself: boolean
      }[]
    }
  }
  /** Make a new master key in the data directory */
  replace_master_key: {
    input: Readonly<Record<never, never>>
    result: {
      /** Path of the new key */
      readonly file: string
      /** Path of the former keys */
      readonly previousFile: string
    }
  }
  /** Switch to the current master key */
  rotate_vault: {
    input: {
      /** Go on with the current key although the master key of the installation is lost. Secrets that only the lost key opens must be stored again */
      readonly lostKey?: boolean | undefined
    }
    result: {
      /** The current master key, which is that of the installation now */
      readonly keyId: string
      /** The master key of the installation before; null if it had none */
      readonly formerKeyId?: string | undefined
      /** Records that were wrapped with another key before */
      readonly rewrapped: number
      /** Records that the current key wrapped already */
      readonly unchanged: number
      /** Credentials that could not be re-wrapped */
      readonly problems: readonly {
        readonly credentialId: string
        readonly name: string
        /** Name of the account that has it */
        readonly account: string
        readonly code: "malformed" | "unknown_master_key" | "tampered"
        readonly message: string
        /** Whether a running gateway fetches new keys for it */
        readonly renewsItself: boolean
      }[]
      /** Second factors of administrators that were encrypted with another key before */
      readonly secondFactors: number
      /** Email addresses of the administrators whose second factors cannot be opened: use `signpost admin reset` */
      readonly lostSecondFactors: readonly string[]
    }
  }
  /** List the administrators and the open invitations */
  list_administrators: {
    input: Readonly<Record<never, never>>
    result: {
      readonly administrators: readonly {
        readonly id: string
        readonly email: string
        readonly name: string
        /** owner: everything; operator: one account; auditor: reads one account */
        readonly role: "owner" | "operator" | "auditor"
        readonly accountId?: string | undefined
        readonly accountName?: string | undefined
        /** When it was made; ISO 8601 */
        readonly createdAt: string
        readonly hasPassword: boolean
        /** Whether signing in needs a code from an authenticator app after the password */
        readonly hasTotp: boolean
        readonly passkeys: number
        /** Whether a sign-in at the OIDC provider is linked */
        readonly hasOidc: boolean
      }[]
      readonly invitations: readonly {
        readonly id: string
        /** first-run: the link of the start message; reset: a link to choose a new password */
        readonly kind: "invitation" | "first-run" | "reset"
        /** owner: everything; operator: one account; auditor: reads one account */
        readonly role: "owner" | "operator" | "auditor"
        readonly email?: string | undefined
        readonly accountId?: string | undefined
        readonly accountName?: string | undefined
        /** The administrator whose password the link resets */
        readonly administratorId?: string | undefined
        readonly invitedBy?: string | undefined
        /** When it was made; ISO 8601 */
        readonly createdAt: string
        /** When it expires; ISO 8601 */
        readonly expiresAt: string
      }[]
    }
  }
  /** Make a link with which one person becomes an administrator */
  invite_administrator: {
    input: {
      /** owner: everything; operator: one account; auditor: reads one account */
      readonly role?: "owner" | "operator" | "auditor" | undefined
      /** Id of the account that an operator or an auditor administers; an owner administers all */
      readonly accountId?: string | undefined
      /** Email address of the only person who may use the link; without it, anyone with the link may */
      readonly email?: string | undefined
      /** How many hours the link works */
      readonly hours?: number | undefined
    }
    result: {
      readonly id: string
      /** owner: everything; operator: one account; auditor: reads one account */
      readonly role: "owner" | "operator" | "auditor"
      readonly accountId?: string | undefined
      /** Works once. Anyone who has it can use it, so keep it as secret as a password */
      readonly link: string
      /** When it expires; ISO 8601 */
      readonly expiresAt: string
    }
  }
  /** Give an administrator another role or account */
  set_administrator: {
    input: {
      /** Email address or id of the administrator */
      readonly administrator: string
      /** owner: everything; operator: one account; auditor: reads one account */
      readonly role?: "owner" | "operator" | "auditor" | undefined
      /** Id of the account that an operator or an auditor administers; an owner administers all */
      readonly accountId?: string | undefined
    }
    result: {
      readonly id: string
      readonly email: string
      /** Each field whose value changed; null means no value */
      readonly changes: readonly {
        readonly field: string
        readonly from?: unknown
        readonly to?: unknown
      }[]
    }
  }
  /** Remove an administrator, or withdraw an invitation */
  remove_administrator: {
    input: {
      /** Email address or id of the administrator, or id of the invitation (inv_…) */
      readonly administrator: string
    }
    result: {
      readonly id: string
      readonly email?: string | undefined
      /** Whether it was an unused invitation */
      readonly wasInvitation: boolean
    }
  }
  /** End every session of an administrator, and make a link to choose a new password */
  reset_administrator: {
    input: {
      /** Email address or id of the administrator */
      readonly administrator: string
    }
    result: {
      readonly id: string
      readonly email: string
      /** Works once. Anyone who has it can use it, so keep it as secret as a password */
      readonly link: string
      /** When it expires; ISO 8601 */
      readonly expiresAt: string
    }
  }
  /** List the sessions of an administrator */
  list_sessions: {
    input: {
      /** Email address or id of another administrator, for owners only; by default your own sessions, or all at the command line */
      readonly administrator?: string | undefined
    }
    result: {
      readonly sessions: readonly {
        readonly id: string
        readonly administratorId: string
        readonly email: string
        /** When it began; ISO 8601 */
        readonly createdAt: string
        /** When it was last used, to within an hour; ISO 8601 */
        readonly lastSeenAt: string
        /** When it ends, unless it is used; ISO 8601 */
        readonly expiresAt: string
        /** Address from which the administrator signed in */
        readonly clientAddress?: string | undefined
        /** What the browser calls itself */
        readonly userAgent?: string | undefined
        /** Whether it is the session of this request */
        readonly isCurrent: boolean
      }[]
    }
  }
  /** End a session */
  end_session: {
    input: {
      /** Id of the session */
      readonly id: string
    }
    result: {
      readonly id: string
      readonly email: string
    }
  }
}

/** How each act is called, who may do it, and whether the session has to be confirmed for it. */
export const actRoutes = {
  show_overview: { method: 'GET', path: '/admin/api/show-overview', role: 'auditor', effect: 'read', confirms: false },
  add_account: { method: 'POST', path: '/admin/api/add-account', role: 'owner', effect: 'change', confirms: false },
  list_accounts: { method: 'GET', path: '/admin/api/list-accounts', role: 'owner', effect: 'read', confirms: false },
  show_account: { method: 'GET', path: '/admin/api/show-account', role: 'owner', effect: 'read', confirms: false },
  rename_account: { method: 'POST', path: '/admin/api/rename-account', role: 'owner', effect: 'change', confirms: false },
  remove_account: { method: 'POST', path: '/admin/api/remove-account', role: 'owner', effect: 'destroy', confirms: true },
  add_credential: { method: 'POST', path: '/admin/api/add-credential', role: 'operator', effect: 'change', confirms: true },
  list_credentials: { method: 'GET', path: '/admin/api/list-credentials', role: 'auditor', effect: 'read', confirms: false },
  show_credential: { method: 'GET', path: '/admin/api/show-credential', role: 'auditor', effect: 'read', confirms: false },
  set_credential: { method: 'POST', path: '/admin/api/set-credential', role: 'operator', effect: 'change', confirms: true },
  rename_credential: { method: 'POST', path: '/admin/api/rename-credential', role: 'operator', effect: 'change', confirms: true },
  test_credential: { method: 'POST', path: '/admin/api/test-credential', role: 'operator', effect: 'change', confirms: false },
  examine_credential: { method: 'POST', path: '/admin/api/examine-credential', role: 'operator', effect: 'change', confirms: false },
  show_policy: { method: 'GET', path: '/admin/api/show-policy', role: 'auditor', effect: 'read', confirms: false },
  test_store: { method: 'POST', path: '/admin/api/test-store', role: 'operator', effect: 'change', confirms: false },
  list_stores: { method: 'GET', path: '/admin/api/list-stores', role: 'auditor', effect: 'read', confirms: false },
  rotate_credential: { method: 'POST', path: '/admin/api/rotate-credential', role: 'operator', effect: 'destroy', confirms: true },
  remove_credential: { method: 'POST', path: '/admin/api/remove-credential', role: 'operator', effect: 'destroy', confirms: true },
  check_cors: { method: 'GET', path: '/admin/api/check-cors', role: 'operator', effect: 'read', confirms: false },
  set_cors: { method: 'POST', path: '/admin/api/set-cors', role: 'operator', effect: 'change', confirms: false },
  create_token: { method: 'POST', path: '/admin/api/create-token', role: 'operator', effect: 'change', confirms: false },
  list_tokens: { method: 'GET', path: '/admin/api/list-tokens', role: 'auditor', effect: 'read', confirms: false },
  show_token: { method: 'GET', path: '/admin/api/show-token', role: 'auditor', effect: 'read', confirms: false },
  set_token: { method: 'POST', path: '/admin/api/set-token', role: 'operator', effect: 'change', confirms: false },
  check_token: { method: 'POST', path: '/admin/api/check-token', role: 'auditor', effect: 'read', confirms: false },
  revoke_token: { method: 'POST', path: '/admin/api/revoke-token', role: 'operator', effect: 'destroy', confirms: false },
  list_uploads: { method: 'GET', path: '/admin/api/list-uploads', role: 'auditor', effect: 'read', confirms: false },
  show_upload: { method: 'GET', path: '/admin/api/show-upload', role: 'auditor', effect: 'read', confirms: false },
  abort_upload: { method: 'POST', path: '/admin/api/abort-upload', role: 'operator', effect: 'destroy', confirms: false },
  list_audit_events: { method: 'GET', path: '/admin/api/list-audit-events', role: 'auditor', effect: 'read', confirms: false },
  show_audit_event: { method: 'GET', path: '/admin/api/show-audit-event', role: 'auditor', effect: 'read', confirms: false },
  list_administration_events: { method: 'GET', path: '/admin/api/list-administration-events', role: 'auditor', effect: 'read', confirms: false },
  show_statistics: { method: 'GET', path: '/admin/api/show-statistics', role: 'auditor', effect: 'read', confirms: false },
  prune_audit_log: { method: 'POST', path: '/admin/api/prune-audit-log', role: 'owner', effect: 'destroy', confirms: true },
  explain_request: { method: 'POST', path: '/admin/api/explain-request', role: 'auditor', effect: 'read', confirms: false },
  show_settings: { method: 'GET', path: '/admin/api/show-settings', role: 'owner', effect: 'read', confirms: false },
  list_nodes: { method: 'GET', path: '/admin/api/list-nodes', role: 'owner', effect: 'read', confirms: false },
  show_vault: { method: 'GET', path: '/admin/api/show-vault', role: 'owner', effect: 'read', confirms: false },
  replace_master_key: { method: 'POST', path: '/admin/api/replace-master-key', role: 'owner', effect: 'change', confirms: true },
  rotate_vault: { method: 'POST', path: '/admin/api/rotate-vault', role: 'owner', effect: 'change', confirms: true },
  list_administrators: { method: 'GET', path: '/admin/api/list-administrators', role: 'owner', effect: 'read', confirms: false },
  invite_administrator: { method: 'POST', path: '/admin/api/invite-administrator', role: 'owner', effect: 'change', confirms: true },
  set_administrator: { method: 'POST', path: '/admin/api/set-administrator', role: 'owner', effect: 'change', confirms: true },
  remove_administrator: { method: 'POST', path: '/admin/api/remove-administrator', role: 'owner', effect: 'destroy', confirms: true },
  reset_administrator: { method: 'POST', path: '/admin/api/reset-administrator', role: 'owner', effect: 'destroy', confirms: true },
  list_sessions: { method: 'GET', path: '/admin/api/list-sessions', role: 'auditor', effect: 'read', confirms: false },
  end_session: { method: 'POST', path: '/admin/api/end-session', role: 'auditor', effect: 'destroy', confirms: false },
} as const satisfies Record<keyof Acts, object>
