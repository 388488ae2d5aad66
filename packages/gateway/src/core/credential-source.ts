/** Where the keys of a credential that renews itself come from. Nothing in it is secret. */
export type CredentialSource =
  /** The role of the EC2 instance, or the role of the container (ECS, EKS Pod Identity). */
  | { readonly from: 'instance' | 'container' }
  /** The role that the environment names, in exchange for the token in the file that the environment names (IRSA). */
  | { readonly from: 'web-identity'; readonly sessionSeconds?: number }
  /** A profile of the AWS files (`~/.aws`), without a name the default one. It may hold keys, use IAM Identity Center, or any other source. */
  | { readonly from: 'profile'; readonly profile?: string }
  /** A role that another credential of the account assumes. */
  | {
      readonly from: 'assume-role'
      readonly roleArn: string
      readonly credentialId: string
      readonly externalId?: string
      readonly sessionSeconds?: number
    }

/** The state of a credential's renewal. */
export interface Renewal {
  /** When the next renewal is due. A node that begins it first moves this time on, so that other nodes leave the renewal to it. */
  readonly dueAt: number
  /** Present when the last renewal failed. */
  readonly failure?: RenewalFailure
}

/** Why a renewal failed. */
export interface RenewalFailure {
  readonly at: number
  /** How many renewals have failed since the last success. */
  readonly count: number
  /** The reason, for the operator. It contains no secret. */
  readonly reason: string
}
