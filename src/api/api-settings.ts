/** What the environment says about how the API is reached. */
export class ApiSettings {
  constructor(
    /** Where people reach the platform, when that is not where it listens; null when it is. */
    readonly publicUrl: URL | null,
    /** Requests a minute of one key, user or address; 0 for no limit. */
    readonly rateLimit: number,
    /** Whether the API's documentation is shown to everybody. */
    readonly isDocumentationPublic: boolean,
    /** Whether the page of the first start needs no name and password. */
    readonly isOneClickSetup: boolean,
    /** Whether people can sign in through an identity provider. */
    readonly hasProvider: boolean,
  ) {}
}
