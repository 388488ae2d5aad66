/** The name of the provider in better-auth, and in the path of its callback. */
export const oidcProvider = 'oidc'
