// Made by generate.js from graph/schema.graphql.

export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string };
  String: { input: string; output: string };
  Boolean: { input: boolean; output: boolean };
  Int: { input: number; output: number };
  Float: { input: number; output: number };
  /**
   * The opaque position of a row in a list. Paging with cursors neither skips nor repeats a row that keeps its place. A
   * cursor is valid only for the sort order that it came from; elsewhere it is refused with INVALID.
   */
  Cursor: { input: string; output: string };
  /**
   * A day in filters, as an ISO 8601 date such as 2026-03-01. An RFC 3339 instant such as 2026-03-01T09:30:00-05:00 is accepted
   * too; it means the day that it is in the account's time zone.
   */
  Date: { input: string; output: string };
  /**
   * An instant in RFC 3339 form. Output is always in UTC with microseconds, such as 2026-03-01T09:30:00.000000Z; input may
   * have any offset.
   */
  DateTime: { input: string; output: string };
  /** Any JSON value. Input may have at most 64 KiB. */
  JSON: { input: unknown; output: unknown };
  /**
   * A file sent with the request. The request must be multipart/form-data as described by the GraphQL multipart request
   * specification, and must carry one of the headers GraphQL-Require-Preflight, Apollo-Require-Preflight and
   * X-Requested-With. A request may have up to 10 files with 50 MiB in total; each file is null in the variables. Where the
   * operator has set up a virus scanner, an infected file is INVALID, one that is larger than the scanner takes TOO_LONG,
   * and while the scanner does not answer, every file is refused with UNAVAILABLE.
   */
  Upload: { input: Blob; output: Blob };
};

/** An organization that uses this server. Accounts share no data. */
export type Account = Node & {
  /** Opaque id of the account, with the prefix `account_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the account. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Name of the account, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /** Optional features that are switched on. */
  features: Array<AccountFeature>;
  /**
   * ISO 3166-1 alpha-2 code of the region used to interpret phone numbers without +, such as US. The API stores only
   * E.164 numbers; the region is used for suggestions in error messages.
   */
  defaultRegion: Scalars['String']['output'];
  /**
   * IANA name of the time zone in which the account's days begin and end; UTC initially. Filters compare days in it and
   * count their durations in it, months of reports and groups are its months, and the nightly cleanup begins at its 03:00.
   */
  timeZone: Scalars['String']['output'];
  /**
   * Age, as an ISO 8601 duration, after which stale contacts are deleted automatically. A job deletes every night,
   * from 03:00 in the account's time zone, what `contactsCleanupStale` would delete with this value as `olderThan`. Null if the nightly
   * cleanup is off.
   */
  staleCleanupAfter: Maybe<Scalars['String']['output']>;
  /**
   * After how many days without activity visitors are removed; null, as initially, if they are kept. Every night, from 03:00 in the
   * account's time zone, a job of the kind RETENTION removes contacts of the type VISITOR who were neither created, heard of nor seen
   * for so long, and have no conversation that was used since or is not resolved; blocked ones are kept. They are removed from the event
   * log too, with CONTACT_ERASED; their addresses are not suppressed, so they may come back as new contacts.
   */
  visitorRetentionDays: Maybe<Scalars['Int']['output']>;
  /**
   * After how many months messages of resolved conversations are deleted; null, as initially, if they are kept. The same job deletes
   * them as `messageDelete` would, with their attachments and MESSAGE_DELETED: that there was a message stays.
   */
  messageRetentionMonths: Maybe<Scalars['Int']['output']>;
  /** Which duplicates are merged without anybody asking for it; null if none are. */
  duplicateMergeRule: Maybe<DuplicateMergeRule>;
  /** Everyone who can sign in to the account, by name. */
  users: UserConnection;
  /** API tokens of the account, newest first. Empty for agents. */
  apiTokens: ApiTokenConnection;
  /** When the account was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** An organization that uses this server. Accounts share no data. */
export type AccountUsersArgs = {
  includeDeactivated?: Scalars['Boolean']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** An organization that uses this server. Accounts share no data. */
export type AccountApiTokensArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** Optional features of an account. */
export type AccountFeature =
  /** City, country and country code of new contacts are filled in from `ContactCreateInput.ipAddress`. */
  'IP_LOOKUP';

/** Result of `accountUpdate`. */
export type AccountPayload = {
  /** The account after the change; null if there are errors. */
  account: Maybe<Account>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * Changes to the account. Fields that are absent are left unchanged; null clears a field, and is INVALID for the name,
 * the region and the time zone.
 */
export type AccountUpdateInput = {
  /** If given and the account has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name, 1 to 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The features to switch on; all others are switched off. Null switches all off. */
  features?: InputMaybe<Array<AccountFeature>>;
  /** ISO 3166-1 alpha-2 code, such as US; anything else is INVALID. */
  defaultRegion?: InputMaybe<Scalars['String']['input']>;
  /**
   * IANA name of a time zone, such as Europe/Berlin or UTC; anything else is INVALID. Lists, segments, reports and live
   * filters use it from their next read on, and the nightly cleanup is moved to the next 03:00 in it.
   */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /**
   * Delete stale contacts of this age every night, starting with the next night. An ISO 8601 duration in whole
   * numbers, such as P30D; less than a day or 1,000 years and more are INVALID. Null turns the cleanup off; absent
   * leaves it unchanged.
   */
  staleCleanupAfter?: InputMaybe<Scalars['String']['input']>;
  /**
   * Remove visitors after so many days without activity, 1 to 3,650 (INVALID otherwise), starting with the next night: see
   * `Account.visitorRetentionDays`. `retentionPreview` says how many that would be. Null keeps them, absent leaves the rule unchanged.
   */
  visitorRetentionDays?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Delete messages of resolved conversations after so many months, 1 to 120 (INVALID otherwise), starting with the next night: see
   * `Account.messageRetentionMonths`. `retentionPreview` says how many that would be. Null keeps them, absent leaves the rule unchanged.
   */
  messageRetentionMonths?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Merge duplicates by this rule from now on, pairs that are listed already too. Null, as initially, merges nothing by
   * itself; absent leaves the rule unchanged.
   */
  duplicateMergeRule?: InputMaybe<DuplicateMergeRuleInput>;
};

/** Who made a change: a user, or a program with an API token. */
export type Actor = User | ApiToken;

/** Standard attributes that the system and integrations fill in. A field is null if it is not set. */
export type AdditionalAttributes = {
  /** Name of the company as text. The linked company is `Contact.company`. */
  companyName: Maybe<Scalars['String']['output']>;
  /** Job title or role in the company. */
  jobTitle: Maybe<Scalars['String']['output']>;
  /** City where the contact lives or works. */
  city: Maybe<Scalars['String']['output']>;
  /** Name of the country, as it was given. */
  country: Maybe<Scalars['String']['output']>;
  /** Handles in social networks, sorted by network. */
  socialProfiles: Array<SocialProfile>;
  /** Browser of the contact's last visit. */
  browser: Maybe<Scalars['String']['output']>;
  /** Version of that browser. */
  browserVersion: Maybe<Scalars['String']['output']>;
  /** Operating system of the contact's last visit. */
  platform: Maybe<Scalars['String']['output']>;
  /** Page from which the contact came, as their browser or an integration told it. */
  referer: Maybe<Scalars['String']['output']>;
  /** All other attributes: a JSON object of at most 64 keys and 16 KiB. */
  other: Scalars['JSON']['output'];
};

/** Changes to the additional attributes. Fields that are absent are left unchanged; null clears a field. */
export type AdditionalAttributesInput = {
  /** Name of the company as text, at most 255 characters. It links no company; use `companyId` for that. */
  companyName?: InputMaybe<Scalars['String']['input']>;
  /** Job title or role in the company, at most 255 characters. */
  jobTitle?: InputMaybe<Scalars['String']['input']>;
  /** City, at most 255 characters. It is also used as the location unless one is set. */
  city?: InputMaybe<Scalars['String']['input']>;
  /**
   * Name of the country, at most 255 characters. The country code is derived from it unless one is set: from the names
   * of Unicode's CLDR in 40 languages, those of ISO 3166-1, usual variants, and codes of two or three letters.
   */
  country?: InputMaybe<Scalars['String']['input']>;
  /** Replaces all social profiles. At most 32; entries with a blank handle are ignored. */
  socialProfiles?: InputMaybe<Array<SocialProfileInput>>;
  /** Browser of the last visit, at most 255 characters. */
  browser?: InputMaybe<Scalars['String']['input']>;
  /** Version of that browser, at most 255 characters. */
  browserVersion?: InputMaybe<Scalars['String']['input']>;
  /** Operating system of the last visit, at most 255 characters. */
  platform?: InputMaybe<Scalars['String']['input']>;
  /** Page from which the contact came, at most 2,048 characters. Any text is taken. */
  referer?: InputMaybe<Scalars['String']['input']>;
  /**
   * A JSON object whose keys are merged into the stored ones; a null value removes its key. At most 64 keys and 16 KiB
   * in all.
   */
  other?: InputMaybe<Scalars['JSON']['input']>;
};

/** An address of a contact: exactly one of `email`, `phoneNumber` and `identifier`, INVALID otherwise. */
export type AddressInput = {
  /** An email, in any spelling that contacts may have it. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** A phone number; without a country code it is read in the account's default region. */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
  /** An identifier of the system that is named by `system`. */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** System whose identifier it is; without it, the account's own. INVALID without an identifier. */
  system?: InputMaybe<Scalars['String']['input']>;
};

/** A credential for a program. The secret itself is shown only once, when the token is created. */
export type ApiToken = Node & {
  /** Opaque id of the token, with the prefix `token_`. It is not the secret. */
  id: Scalars['ID']['output'];
  /** What the token is for, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /** What programs that use the token are allowed to do. */
  role: Role;
  /**
   * The last four characters of the secret, to tell which token a program has; null for tokens that were created before
   * they were kept.
   */
  lastFour: Maybe<Scalars['String']['output']>;
  /** From when on the token is refused; null if it never expires. Tokens that have expired stay in the list. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /**
   * The only networks from which the token is accepted, such as `203.0.113.0/24`; empty if every address is. Null for
   * viewers who may not manage tokens.
   */
  allowedAddresses: Maybe<Array<Scalars['String']['output']>>;
  /** What the token may be used for; null if for everything that its role allows. */
  scopes: Maybe<Array<TokenScope>>;
  /** When the token was last used, to the minute; null if it never was. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** The IP address of the client that used it then; null if it never was used, and for viewers who may not manage tokens. */
  lastUsedAddress: Maybe<Scalars['String']['output']>;
  /** Who created the token; null if it was the operator of the server, or a token that was revoked since. */
  createdBy: Maybe<Actor>;
  /** What the caller may do with the token: `delete` stands for `apiTokenRevoke`. */
  viewerCan: RemovalPermissions;
  /** When the token was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of API tokens. */
export type ApiTokenConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ApiTokenEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<ApiToken>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of API tokens. */
export type ApiTokenConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new API token. */
export type ApiTokenCreateInput = {
  /** What the token is for, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** What programs that use the token will be allowed to do. Defaults to AGENT. */
  role?: Role;
  /**
   * From when on the token is refused, also on open connections. INVALID unless it is in the future and within ten years.
   * Without it the token never expires.
   */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * IP addresses and networks, such as `203.0.113.7` or `2001:db8::/32`, from which alone the token is accepted; at most
   * 50. Without any it is accepted from everywhere. Behind a proxy they are compared with the client's address only if
   * the server trusts the proxy (`KITH_TRUSTED_PROXIES`).
   */
  allowedAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * What the token may be used for, besides what its role allows. Without scopes, and that is the default, it may be used for
   * everything that the role allows; an empty list is INVALID. A token that has scopes makes tokens with the same or fewer
   * (FORBIDDEN otherwise).
   */
  scopes?: InputMaybe<Array<TokenScope>>;
};

/** An API token and its position in the list. */
export type ApiTokenEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The token at this position. */
  node: ApiToken;
};

/** Result of `apiTokenCreate`. */
export type ApiTokenPayload = {
  /** The new token's record; null if there are errors. */
  apiToken: Maybe<ApiToken>;
  /** The secret to send as `Authorization: Bearer`. It is shown only this once. Null if there are errors. */
  token: Maybe<Scalars['String']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects an API token to revoke. */
export type ApiTokenRevokeInput = {
  /** Id of the token, not its secret. */
  id: Scalars['ID']['input'];
};

/** Result of `apiTokenRevoke`. */
export type ApiTokenRevokePayload = {
  /** Id of the revoked token; null if there are errors. */
  revokedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A file of a message, or what stands in the place of one, such as a location. */
export type Attachment = Node & {
  /** Opaque id of the attachment, with the prefix `attachment_`. */
  id: Scalars['ID']['output'];
  /** What it is, in lower case: image, audio, video, file, location, contact and others that channels have. */
  fileType: Scalars['String']['output'];
  /** Name of the file; blank if unknown. */
  name: Scalars['String']['output'];
  /** Media type of the file, such as image/png; blank if unknown. */
  contentType: Scalars['String']['output'];
  /** Size of the file in bytes; 0 if unknown. */
  byteSize: Scalars['Int']['output'];
  /** Where the file is outside of Kith; null if nowhere. */
  externalUrl: Maybe<Scalars['String']['output']>;
  /** Link by which the file can be downloaded for an hour without a token; null if it is not kept here. */
  url: Maybe<Scalars['String']['output']>;
  /** The message that it belongs to. */
  message: Message;
  /** What else is known of it, such as coordinates: a JSON object. */
  meta: Scalars['JSON']['output'];
  /** What the caller may do with the attachment: `delete` stands for `attachmentDelete`. */
  viewerCan: RemovalPermissions;
  /** When it was attached. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of attachments. */
export type AttachmentConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<AttachmentEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Attachment>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of attachments. */
export type AttachmentConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A file for a message. */
export type AttachmentCreateInput = {
  /** Id of the message; NOT_FOUND if there is none. */
  messageId: Scalars['ID']['input'];
  /** The file, at most 40 MB; REQUIRED if it is empty. */
  file: Scalars['Upload']['input'];
  /** Name of the file, at most 255 characters; defaults to the name in the request. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** Selects an attachment to delete. */
export type AttachmentDeleteInput = {
  /** Id of the attachment; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `attachmentDelete`. */
export type AttachmentDeletePayload = {
  /** Id of the deleted attachment; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** An attachment and its position in the list. */
export type AttachmentEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The attachment at this position. */
  node: Attachment;
};

/** Result of `attachmentCreate`. */
export type AttachmentPayload = {
  /** The attachment as stored; null if there are errors. */
  attachment: Maybe<Attachment>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Kinds of records that have custom attributes. */
export type AttributeModel =
  /** Custom attributes of contacts. */
  | 'CONTACT'
  /** Custom attributes of conversations. */
  | 'CONVERSATION'
  /** Custom attributes of companies. */
  | 'COMPANY';

/** Which JSON values a custom attribute accepts. */
export type AttributeType =
  /** A string, which must match the pattern if there is one. */
  | 'TEXT'
  /** Any number. */
  | 'NUMBER'
  /** A number that is an amount of money; the currency is not stored. */
  | 'CURRENCY'
  /** A number that is a percentage. */
  | 'PERCENT'
  /** A string with an absolute http or https URL, without user name and password. */
  | 'LINK'
  /** A string with an ISO 8601 date or instant of the years 1 to 9999, such as 2026-03-01 or 2026-03-01T09:30:00Z. */
  | 'DATE'
  /** One of the allowed values, or a nonempty array of them. */
  | 'LIST'
  /** A boolean: true or false. */
  | 'CHECKBOX';

/**
 * An entry of the audit log: what was done, by whom and from where. Entries hold names of fields and numbers of records,
 * but no personal values.
 */
export type AuditEvent = {
  /** Opaque id of the entry, with the prefix `audit_`. */
  id: Scalars['ID']['output'];
  /** What was done. */
  kind: AuditEventKind;
  /**
   * Who did it; null if that user or token has been removed, for commands of the server's operator, for the server itself,
   * and where nobody is signed in, as when a sign-in fails or a link to an export is opened.
   */
  actor: Maybe<Actor>;
  /** Id of the user or token that did it, also after it was removed; null where there was none. */
  actorId: Maybe<Scalars['ID']['output']>;
  /** Address that the request came from; null for work that no request did, such as jobs. */
  address: Maybe<Scalars['String']['output']>;
  /** Id of the request, as in the header X-Request-Id and in the server's log; blank outside of requests. */
  requestId: Scalars['String']['output'];
  /** Id of the record that it was done to; null if there is none. The record may have been deleted since. */
  targetId: Maybe<Scalars['ID']['output']>;
  /** More about it, as a JSON object: `fields` lists the fields that an update was given. */
  details: Scalars['JSON']['output'];
  /** When it was done. */
  occurredAt: Scalars['DateTime']['output'];
};

/** A page of the audit log. The list goes forward only. */
export type AuditEventConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<AuditEventEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<AuditEvent>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
};

/** An entry of the audit log and its position in the list. */
export type AuditEventEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The entry at this position. */
  node: AuditEvent;
};

/** Kinds of entries of the audit log. More may be added. */
export type AuditEventKind =
  /** A user signed in with a session. The target is the user. */
  | 'SIGNED_IN'
  /** Somebody gave a wrong password for the user that is the target. Emails that no user has are not recorded. */
  | 'SIGN_IN_FAILED'
  /** A user signed out. The target is the user. */
  | 'SIGNED_OUT'
  /** Recorded by `userCreate`, and when somebody new signs in through the identity provider. */
  | 'USER_CREATED'
  /** Recorded by `userUpdate`; `fields` has `password` if that was set. */
  | 'USER_UPDATED'
  /** Recorded by `userDeactivate`, and when the operator deactivates a user. */
  | 'USER_DEACTIVATED'
  /** Recorded by `userReactivate`, and when the operator lets a deactivated user in again. */
  | 'USER_REACTIVATED'
  /** A user chose a password by a link, or the operator set or removed one. */
  | 'USER_PASSWORD_SET'
  /** Recorded by `userInvite`, which creates the user. */
  | 'USER_INVITED'
  /** Recorded by `userPasswordReset`: a link by which the user can choose a password was made. */
  | 'USER_PASSWORD_RESET'
  /** Recorded by `userSignOut`: sessions of the user were ended. */
  | 'USER_SIGNED_OUT'
  /** Recorded by `sessionRevoke`. The target is the session. */
  | 'SESSION_REVOKED'
  /** Recorded by `secondFactorConfirm`. The target is the user. */
  | 'SECOND_FACTOR_ADDED'
  /** Recorded by `secondFactorRemove`. The target is the user. */
  | 'SECOND_FACTOR_REMOVED'
  /** Recorded by `recoveryCodesReplace`. The target is the user. */
  | 'RECOVERY_CODES_REPLACED'
  /** Recorded by `teamCreate`. */
  | 'TEAM_CREATED'
  /** Recorded by `teamUpdate`. */
  | 'TEAM_UPDATED'
  /** Recorded by `teamDelete`. */
  | 'TEAM_DELETED'
  /** Recorded by `roleCreate`. */
  | 'ROLE_CREATED'
  /** Recorded by `roleUpdate`, with the names of the given fields. */
  | 'ROLE_UPDATED'
  /** Recorded by `roleDelete`. */
  | 'ROLE_DELETED'
  /** Recorded by `conversationDelete`. */
  | 'CONVERSATION_DELETED'
  /** Recorded by `messageDelete`. */
  | 'MESSAGE_DELETED'
  /** A file of a message was deleted. */
  | 'ATTACHMENT_DELETED'
  /** Recorded by `apiTokenCreate`. */
  | 'API_TOKEN_CREATED'
  /** Recorded by `apiTokenRevoke`. */
  | 'API_TOKEN_REVOKED'
  /** Recorded by `accountUpdate`. */
  | 'ACCOUNT_UPDATED'
  /** Recorded by `customAttributeDefinitionCreate`. */
  | 'ATTRIBUTE_DEFINITION_CREATED'
  /** Recorded by `customAttributeDefinitionUpdate`. */
  | 'ATTRIBUTE_DEFINITION_UPDATED'
  /** Recorded by `customAttributeDefinitionDelete`. */
  | 'ATTRIBUTE_DEFINITION_DELETED'
  /** Recorded by `inboxCreate`. */
  | 'INBOX_CREATED'
  /** Recorded by `inboxUpdate`. */
  | 'INBOX_UPDATED'
  /** Recorded by `inboxDelete`. */
  | 'INBOX_DELETED'
  /** Recorded by `webhookEndpointCreate`. */
  | 'WEBHOOK_CREATED'
  /** Recorded by `webhookEndpointUpdate`. */
  | 'WEBHOOK_UPDATED'
  /** Recorded by `webhookEndpointDelete`. */
  | 'WEBHOOK_DELETED'
  /** Recorded by `webhookSecretRotate`. */
  | 'WEBHOOK_SECRET_ROTATED'
  /** Recorded by `webhookTest`. */
  | 'WEBHOOK_TESTED'
  /** Recorded by `webhookDeliveriesReplay`. The target is the job. */
  | 'WEBHOOK_REPLAY_STARTED'
  /** Recorded by `segmentDelete`. */
  | 'SEGMENT_DELETED'
  /** Recorded by `labelDelete`. */
  | 'LABEL_DELETED'
  /** Recorded by `companyDelete`. */
  | 'COMPANY_DELETED'
  /** Recorded by `companyMerge`. The target is the company that stayed. */
  | 'COMPANY_MERGED'
  /** Recorded by `companyUnmerge`. The target is the company that had stayed. */
  | 'COMPANY_UNMERGED'
  /** Recorded by `noteDelete`. */
  | 'NOTE_DELETED'
  /** Recorded by `contactDelete`. Contacts that a job deletes are in the event log. */
  | 'CONTACT_DELETED'
  /** Recorded by `contactMerge`. The target is the merge. */
  | 'CONTACT_MERGED'
  /** Recorded by `contactUnmerge`. The target is the merge. */
  | 'CONTACT_UNMERGED'
  /** Recorded by `contactInboxDelete`. */
  | 'CONTACT_INBOX_DELETED'
  /** Recorded by `contactsBulkUpdate`. The target is the job. */
  | 'BULK_UPDATE_STARTED'
  /** Recorded by `contactsBulkDelete`. The target is the job. */
  | 'BULK_DELETE_STARTED'
  /** Recorded by `contactsCleanupStale`, and every night for accounts with `staleCleanupAfter`. The target is the job. */
  | 'STALE_CLEANUP_STARTED'
  /**
   * Recorded in nights in which something is to be removed by `Account.visitorRetentionDays` or `messageRetentionMonths`. The target is
   * the job.
   */
  | 'RETENTION_STARTED'
  /**
   * A part of such a job was done. The target is the job; the details say how many `visitors` and `messages` were removed, and each visitor
   * has a CONTACT_ERASED besides.
   */
  | 'RETENTION_APPLIED'
  /** Recorded by `contactsImport`. The target is the job. */
  | 'IMPORT_STARTED'
  /** Recorded by `contactsExport`. The target is the job. */
  | 'EXPORT_STARTED'
  /**
   * The file of an export was downloaded from the server by its link. The target is the job. Where files are in S3, its
   * own log has the downloads.
   */
  | 'EXPORT_DOWNLOADED'
  /**
   * Recorded by `contactErase`, and by `contactsBulkErase` for each contact. `removed` says how much was removed where; in a
   * job, together with the others of its part.
   */
  | 'CONTACT_ERASED'
  /** Recorded by `contactsBulkErase`. The target is the job. */
  | 'BULK_ERASE_STARTED'
  /** Recorded by `contactDataExport`. The target is the job. */
  | 'CONTACT_DATA_EXPORT_STARTED'
  /** Recorded by `csatResponsesExport`. The target is the job. */
  | 'CSAT_EXPORT_STARTED'
  /** Recorded by `suppressionLift`. `kind` is the kind of address. */
  | 'SUPPRESSION_LIFTED'
  /** Recorded by `jobUndo`. The target is the new job. */
  | 'UNDO_STARTED'
  /** Recorded by `jobCancel`. */
  | 'JOB_CANCELLED';

/** Whether a person can be reached. */
export type Availability =
  /** Present and available. */
  | 'ONLINE'
  /** Present, but should not be disturbed. */
  | 'BUSY'
  /** Not present. */
  | 'OFFLINE';

/** A condition on a boolean. All operators that are given must match. */
export type BooleanFilter = {
  /** The boolean equals this one. */
  eq?: InputMaybe<Scalars['Boolean']['input']>;
  /** The boolean differs from this one, or there is no value. */
  ne?: InputMaybe<Scalars['Boolean']['input']>;
  /** If true, there is no boolean; if false, there is one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A program that takes part in conversations. */
export type Bot = Node & {
  /** Opaque id of the bot, with the prefix `bot_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the bot. */
  version: Scalars['Int']['output'];
  /** Name of the bot, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /** What it does; may be blank. */
  description: Scalars['String']['output'];
  /** Ids of the bot in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** When the bot was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** Channels that messages come through. */
export type ChannelType =
  /** Your own program, through this API. */
  | 'API'
  /** Email messages. */
  | 'EMAIL'
  /** A chat widget on a website. */
  | 'WEB_WIDGET'
  /** WhatsApp messages. */
  | 'WHATSAPP'
  /** Text messages to phones. */
  | 'SMS'
  /** Facebook Messenger. */
  | 'FACEBOOK'
  /** Instagram direct messages. */
  | 'INSTAGRAM'
  /** Telegram messages. */
  | 'TELEGRAM'
  /** LINE messages. */
  | 'LINE'
  /** TikTok messages. */
  | 'TIKTOK'
  /** Direct messages on Twitter / X. */
  | 'TWITTER'
  /** Phone calls. */
  | 'VOICE';

/** Maps a column of an imported file to a field. */
export type ColumnMap = {
  /** Name of the column in the header; INVALID if the file has no such column. */
  column: Scalars['String']['input'];
  /**
   * One of id, name, firstName, middleName, lastName, email, emails, phoneNumber, phoneNumbers, identifier, identifiers, contactType,
   * location, countryCode, companyId, companyName, companyDomain, jobTitle, city, country, socialProfiles, browser, browserVersion,
   * platform, referer, other, labels and blocked, customAttributes.KEY, or consents.PURPOSE, whose cells are GRANTED or REFUSED; blank to
   * leave the column out. Several columns may be for email, phoneNumber and labels, one for each of the others.
   */
  field: Scalars['String']['input'];
};

/** An organization that contacts belong to. */
export type Company = Node & {
  /** Opaque id of the company, with the prefix `company_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the company. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Name to show to people, 1 to 100 characters. It need not be unique. */
  name: Scalars['String']['output'];
  /**
   * Host name of the company's email addresses, in lower case and with A-labels (`xn--…`); unique in the account. A
   * contact without a company is linked to this one when it gets its first email address there, unless the domain
   * belongs to a free mail provider. Null if unknown.
   */
  domain: Maybe<Scalars['String']['output']>;
  /** What the company does, at most 1,000 characters; may be blank. */
  description: Scalars['String']['output'];
  /** Custom attributes of the company: a JSON object of at most 256 keys and 64 KiB. */
  customAttributes: Scalars['JSON']['output'];
  /** What programs know of the company: a JSON object. */
  additionalAttributes: Scalars['JSON']['output'];
  /** When a contact of the company was last active, as far as the system that it was brought over from knew; null if unknown. */
  lastActivityAt: Maybe<Scalars['DateTime']['output']>;
  /** Ids of the company in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** Contacts linked to the company, newest first. */
  contacts: ContactConnection;
  /**
   * Conversations of the company's contacts, of those that the caller sees. A page looks at all conversations of the company, so it
   * takes longer for a company with very many contacts.
   */
  conversations: ConversationConnection;
  /** Notes about the company's contacts, newest first. Empty for roles that mask NOTES. */
  notes: NoteConnection;
  /** The segments whose filters name the company. */
  usedBySegments: SegmentUsage;
  /** What the caller may do with the company: `update` stands for all changes of it, merges included, `delete` for `companyDelete`. */
  viewerCan: RecordPermissions;
  /** When the company was created. */
  createdAt: Scalars['DateTime']['output'];
  /**
   * URL of the company's picture or, without one, of a picture of its initials. Anyone can load it without signing in,
   * and it always shows the same picture, so it may be cached for ever.
   */
  avatarUrl: Maybe<Scalars['String']['output']>;
  /** Merges into this company, newest first, including those that were undone. */
  mergedFrom: CompanyMergeConnection;
};

/** An organization that contacts belong to. */
export type CompanyContactsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** An organization that contacts belong to. */
export type CompanyConversationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<ConversationFilter>;
  orderBy?: InputMaybe<ConversationOrder>;
};

/** An organization that contacts belong to. */
export type CompanyNotesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** An organization that contacts belong to. */
export type CompanyAvatarUrlArgs = {
  size?: InputMaybe<Scalars['Int']['input']>;
};

/** An organization that contacts belong to. */
export type CompanyMergedFromArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** Selects the company whose picture is removed. */
export type CompanyAvatarRemoveInput = {
  /** Id of the company. */
  id: Scalars['ID']['input'];
};

/** A picture for a company. */
export type CompanyAvatarSetInput = {
  /** Id of the company; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** Where the picture comes from. */
  picture: PictureSource;
};

/** A page of companies. */
export type CompanyConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<CompanyEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Company>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of companies. */
export type CompanyConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new company. */
export type CompanyCreateInput = {
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** Host name such as example.com or bücher.example, stored in canonical form. It must be unique in the account. */
  domain?: InputMaybe<Scalars['String']['input']>;
  /** What the company does, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Custom attributes: a JSON object of at most 256 keys and 64 KiB, checked against the definitions for COMPANY. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
};

/** Selects a company to delete. */
export type CompanyDeleteInput = {
  /** Id of the company. */
  id: Scalars['ID']['input'];
};

/** Result of `companyDelete`. */
export type CompanyDeletePayload = {
  /** Id of the deleted company; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /**
   * The segments whose filters name the deleted company. Their conditions on it are `deadReferences` from now on; null if
   * there are errors.
   */
  usedBySegments: Maybe<SegmentUsage>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Two companies that are not one. */
export type CompanyDuplicateDismissInput = {
  /**
   * Ids of exactly two different companies; INVALID otherwise, NOT_FOUND if one does not exist. Ids of merged companies stand for those that
   * they were merged into.
   */
  companyIds: Array<Scalars['ID']['input']>;
};

/** Result of `companyDuplicateDismiss`. */
export type CompanyDuplicateDismissPayload = {
  /** True if the pair is dismissed, false if there are errors. */
  dismissed: Scalars['Boolean']['output'];
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What two companies are compared by. */
export type CompanyDuplicateField =
  /** The names, without legal forms such as GmbH and Inc. */
  | 'NAME'
  /** The registered domains: example.co.uk of mail.example.co.uk. */
  | 'DOMAIN';

/** How two values of companies are alike. */
export type CompanyDuplicateKind =
  /** The same, names apart from case, accents, script and punctuation. */
  | 'EXACT'
  /** NAME: the same words in another order. */
  | 'SAME_WORDS'
  /** NAME: a Jaro–Winkler similarity of 0.92 or more, or one letter. */
  | 'SIMILAR'
  /** NAME: all words of one are among those of the other. */
  | 'CONTAINED'
  /** NAME: one is made of the other's first letters. */
  | 'ACRONYM'
  /** DOMAIN: the same but for the ending, as example.com and example.de. */
  | 'SAME_LABEL'
  /** DOMAIN: that of one company is the name of the other, which has none. */
  | 'NAMED'
  /** Nothing in common. */
  | 'DIFFERENT';

/** Two companies that are probably one. */
export type CompanyDuplicatePair = {
  /** The two companies. */
  companies: Array<Company>;
  /**
   * How probable it is that they are one, 0 to 1. The weights are set by judgement, not learned as those of contacts: take the
   * order for more than the number.
   */
  probability: Scalars['Float']['output'];
  /** What speaks for and against it, the weightiest first. */
  reasons: Array<CompanyDuplicateReason>;
};

/** A page of pairs. The list goes forward only. */
export type CompanyDuplicatePairConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<CompanyDuplicatePairEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<CompanyDuplicatePair>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of pairs. The list goes forward only. */
export type CompanyDuplicatePairConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A pair and its position in the list. */
export type CompanyDuplicatePairEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The pair at this position. */
  node: CompanyDuplicatePair;
};

/** One thing that speaks for or against two companies being one. */
export type CompanyDuplicateReason = {
  /** What was compared. */
  field: CompanyDuplicateField;
  /** How the values are alike. */
  kind: CompanyDuplicateKind;
  /** The weight in bits: each bit doubles the odds, a negative one halves them. A name that many companies have weighs less. */
  bits: Scalars['Float']['output'];
};

/** A company and its position in the list. */
export type CompanyEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The company at this position. */
  node: Company;
};

/** The record of a merge of two companies. */
export type CompanyMerge = Node & {
  /** Opaque id of the merge, with the prefix `companymerge_`. */
  id: Scalars['ID']['output'];
  /** The company that stayed or, if it was merged later, the one it was merged into; null if it was deleted. */
  into: Maybe<Company>;
  /** Id of the company that ended, which now finds the one that stayed. */
  mergedId: Scalars['ID']['output'];
  /** The values of the company that ended right before the merge, as a JSON object. */
  snapshot: Scalars['JSON']['output'];
  /** How much moved from it. */
  moved: CompanyMoved;
  /** Who merged them; null if that user or token has been removed. */
  actor: Maybe<Actor>;
  /** When they were merged. */
  createdAt: Scalars['DateTime']['output'];
  /** When the merge was undone; null if it was not. */
  undoneAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether `companyUnmerge` can undo the merge now. */
  undoable: Scalars['Boolean']['output'];
  /** What the caller may do with the merge. */
  viewerCan: CompanyMergePermissions;
};

/** A page of merges. */
export type CompanyMergeConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<CompanyMergeEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<CompanyMerge>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of merges. */
export type CompanyMergeConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A merge and its position in the list. */
export type CompanyMergeEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The merge at this position. */
  node: CompanyMerge;
};

/** A field of the company that stays. */
export type CompanyMergeField = {
  /** Name of the field. */
  field: Scalars['String']['output'];
  /** The value that it has; null if none. */
  before: Maybe<Scalars['JSON']['output']>;
  /** The value that it would have; null if none. */
  after: Maybe<Scalars['JSON']['output']>;
  /** The value of the company that ends, if it would be dropped; null otherwise. */
  dropped: Maybe<Scalars['JSON']['output']>;
};

/** Two companies that are one. Ids of merged companies stand for those that they were merged into. */
export type CompanyMergeInput = {
  /** Id of the company that stays; NOT_FOUND if there is none. */
  into: Scalars['ID']['input'];
  /**
   * Id of the company that ends; NOT_FOUND if there is none, INVALID if it is the same. LIMIT or TOO_LONG if both have more attributes than
   * one may.
   */
  from: Scalars['ID']['input'];
  /** If given and the company that stays has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** If given and the company that ends has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedFromVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of `companyMerge`. */
export type CompanyMergePayload = {
  /** The company that stayed; null if there are errors. */
  company: Maybe<Company>;
  /** Id of the company that ended; null if there are errors. */
  mergedId: Maybe<Scalars['ID']['output']>;
  /** The record of the merge, for `companyUnmerge`; null if there are errors. */
  merge: Maybe<CompanyMerge>;
  /** The segments whose filters name the company that ended: they find the survivor's contacts from now on. Null if there are errors. */
  usedBySegments: Maybe<SegmentUsage>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What the caller may do with the record of a merge of companies, as `RecordPermissions` says. */
export type CompanyMergePermissions = {
  /** Whether `companyUnmerge` is allowed; false if the merge is not `undoable`. */
  undo: Scalars['Boolean']['output'];
};

/** The result that a merge of two companies would have. */
export type CompanyMergePreview = {
  /**
   * `name`, `domain`, `description`, `avatarUrl` and `lastActivityAt`, followed by the attributes, such as `customAttributes.KEY`. Empty if
   * there are blockers.
   */
  fields: Array<CompanyMergeField>;
  /** How much would move. */
  moved: CompanyMoved;
  /** Errors that `companyMerge` would return; empty if it would succeed. */
  blockers: Array<UserError>;
};

/** How much a merge moves to the company that stays. */
export type CompanyMoved = {
  /** Number of contacts; null for roles that see only some contacts. */
  contacts: Maybe<Scalars['Int']['output']>;
  /** Number of domains, 0 or 1: a company that has a domain keeps it, and does not get that of the other. */
  domains: Scalars['Int']['output'];
};

/** Sort key for companies. */
export type CompanyOrder = {
  /** The field to sort by. */
  field: CompanyOrderField;
  /** Ascending or descending. Defaults to ASC. */
  direction?: Direction;
};

/** Fields to sort companies by. */
export type CompanyOrderField =
  /** By name, ignoring case and accents. */
  | 'NAME'
  /** By the time of creation. */
  | 'CREATED_AT'
  /** By `lastActivityAt`; companies of which it is unknown come last. */
  | 'LAST_ACTIVITY_AT'
  /**
   * By the number of contacts, as it is when the page is read, of the contacts that the caller sees. A company whose number changes between
   * two pages may be on both or on neither. They are counted for every page, all contacts of the account.
   */
  | 'CONTACTS_COUNT';

/** Result of `companyCreate`, `companyUpdate`, `companyAvatarSet` and `companyAvatarRemove`. */
export type CompanyPayload = {
  /** The company as stored, without a picture that is still being fetched; null if there are errors. */
  company: Maybe<Company>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects a merge to undo. */
export type CompanyUnmergeInput = {
  /** Id of the merge, from `CompanyMerge.id`. */
  mergeId: Scalars['ID']['input'];
};

/** Result of `companyUnmerge`. */
export type CompanyUnmergePayload = {
  /** The company that stayed, followed by the restored one; empty if there are errors. */
  companies: Array<Company>;
  /**
   * What could not be restored: values, and up to 100 contacts that are in another company since, each as `contacts.` and its id, with the
   * ids of both companies as values.
   */
  kept: Array<MergeConflict>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a company. Fields that are absent are left unchanged; null clears a field, and is INVALID for the name. */
export type CompanyUpdateInput = {
  /** Id of the company to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the company has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name, 1 to 100 characters; it cannot be cleared. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Host name such as example.com; TAKEN if another company has it. Contacts that already exist are not linked. */
  domain?: InputMaybe<Scalars['String']['input']>;
  /** What the company does, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Changes the custom attributes key by key; a null value removes its key, null as a whole removes all. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
};

/** What a person said about being contacted at an address for a purpose. */
export type Consent = {
  /** The purpose, such as `marketing`. */
  purpose: Scalars['String']['output'];
  /** What the person said; never UNKNOWN. */
  state: ConsentState;
  /** Where and how it was said, such as `newsletter form, 2026-03-01`; blank if a refusal was recorded without. */
  proof: Scalars['String']['output'];
  /** When the person said so. */
  givenAt: Scalars['DateTime']['output'];
  /** Who recorded it; null if that user or token has been removed. */
  actor: Maybe<Actor>;
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
};

/** What is known about being contacted at an address for a purpose. */
export type ConsentState =
  /** The person agreed. */
  | 'GRANTED'
  /** The person refused, or withdrew what was granted. */
  | 'REFUSED'
  /** Nothing is recorded. */
  | 'UNKNOWN';

/** A person whom the account is in touch with. */
export type Contact = Node & {
  /** Opaque id of the contact, with the prefix `contact_`. It stays valid after a merge. */
  id: Scalars['ID']['output'];
  /**
   * Increases with every change of the contact. Send it as `expectedVersion` to avoid overwriting other people's
   * changes.
   */
  version: Scalars['Int']['output'];
  /**
   * Stage of the relationship. A VISITOR becomes a LEAD automatically when it gets an email, a phone number or a
   * social profile.
   */
  contactType: ContactType;
  /**
   * Full name, at most 255 characters; may be blank. If only `middleName` and `lastName` are given, it is composed of them,
   * and follows when one of them changes; a name that was given stays.
   */
  name: Scalars['String']['output'];
  /** Middle name, at most 255 characters; may be blank. It is not added to a `name` that was given; searches find both together. */
  middleName: Scalars['String']['output'];
  /** Last name, at most 255 characters; may be blank. It is not added to a `name` that was given; searches find both together. */
  lastName: Scalars['String']['output'];
  /** The preferred email address, in lower case; null if there is none. */
  email: Maybe<Scalars['String']['output']>;
  /** The preferred phone number, in E.164 form; null if there is none. */
  phoneNumber: Maybe<Scalars['String']['output']>;
  /** The phone number with spaces and punctuation, for display; null if there is none. */
  phoneNumberFormatted: Maybe<Scalars['String']['output']>;
  /**
   * The preferred identifier, such as the contact's id in your system. Case matters. Those of other systems are only
   * preferred if there is none of your own; null if there is none.
   */
  identifier: Maybe<Scalars['String']['output']>;
  /** All addresses of the contact: emails, phone numbers and identifiers, the preferred one of each kind first. */
  points: Array<ContactPoint>;
  /** Email addresses of the contact, the preferred one first, then the oldest. */
  emails: Array<ContactPoint>;
  /** Phone numbers of the contact, the preferred one first, then the oldest. */
  phoneNumbers: Array<ContactPoint>;
  /** Identifiers of the contact in any system, the preferred one first, then the oldest. */
  identifiers: Array<ContactPoint>;
  /**
   * Free text such as `New York, NY`, at most 255 characters; may be blank. Unless set, it is the city of the
   * additional attributes.
   */
  location: Scalars['String']['output'];
  /**
   * ISO 3166-1 alpha-2 code, such as US. Unless set, it is derived from the country of the additional attributes. Null
   * if unknown.
   */
  countryCode: Maybe<Scalars['String']['output']>;
  /** Standard attributes that the system and integrations fill in. */
  additionalAttributes: AdditionalAttributes;
  /** Custom attributes of the contact: a JSON object of at most 256 keys and 64 KiB. */
  customAttributes: Scalars['JSON']['output'];
  /** The value of one custom attribute; null if it is not set. */
  customAttribute: Maybe<Scalars['JSON']['output']>;
  /**
   * True if the contact is blocked: its new conversations are stored as RESOLVED and its messages reopen no
   * conversation.
   */
  blocked: Scalars['Boolean']['output'];
  /** Who blocked the contact, when and why; null if it is not blocked. */
  block: Maybe<ContactBlock>;
  /** The availability of the last heartbeat if it is less than 90 seconds old, otherwise OFFLINE. */
  availability: Availability;
  /** When the last heartbeat was received; null if there was none. */
  lastSeenAt: Maybe<Scalars['DateTime']['output']>;
  /**
   * The parts of the contact in which a search, or a word of it, is found, in spite of mistakes; empty if the search does
   * not find the contact. INVALID for a text that `contacts` would not search.
   */
  matchedOn: Array<ContactSearchField>;
  /** The company that the contact belongs to; null if there is none. */
  company: Maybe<Company>;
  /** Labels of the contact, by title. An account has at most 1,000, so the list has no more. */
  labels: Array<Label>;
  /** Inboxes that the contact is linked to, by name, each once. An account has at most 1,000, so the list has no more. */
  inboxes: Array<Inbox>;
  /** The contact's links to inboxes, oldest first. */
  contactInboxes: ContactInboxConnection;
  /**
   * Inboxes through which a conversation with the contact could begin now, by name: those that it is linked to, those of channels
   * whose addresses it has, and API inboxes.
   */
  contactableInboxes: Array<ContactableInbox>;
  /** Files of messages in conversations with the contact, newest first. */
  attachments: AttachmentConnection;
  /** The contact's id in the channel of one inbox: that of the oldest link if there are several, null if there is none. */
  sourceId: Maybe<Scalars['String']['output']>;
  /** Conversations with the contact, latest activity first unless `orderBy` says otherwise. */
  conversations: ConversationConnection;
  /** Messages sent by the contact, newest first. */
  messages: MessageConnection;
  /** Notes about the contact, newest first. */
  notes: NoteConnection;
  /** Ratings given by the contact, newest first. */
  csatResponses: CsatResponseConnection;
  /** Number and average of the contact's ratings. */
  csat: CsatSummary;
  /** What the caller is allowed to do with the contact. */
  viewerCan: ContactPermissions;
  /** When the contact was last active, that is, sent a message. Updated at most once a minute; null if it never was. */
  lastActivityAt: Maybe<Scalars['DateTime']['output']>;
  /** Ids of the contact, and of those that were merged into it, in other systems that they were brought over from. */
  legacyIds: Array<LegacyId>;
  /** When the contact was created. After a merge: the earliest of the merged contacts' times. */
  createdAt: Scalars['DateTime']['output'];
  /** When the contact last changed. Heartbeats and messages do not count as changes. */
  updatedAt: Scalars['DateTime']['output'];
  /**
   * URL of the contact's picture or, without one, of a picture of its initials. Anyone can load it without signing in,
   * and it always shows the same picture, so it may be cached for ever.
   */
  avatarUrl: Maybe<Scalars['String']['output']>;
  /**
   * Whether the contact may be written to for a purpose at all: true if that was GRANTED at one address at least, REFUSED at none of
   * its addresses, and the contact is not blocked. Ask `ContactPoint.mayContact` for one address. A merge brings all addresses
   * together, so a refusal of any of the merged contacts holds for the one that survives. False for roles that mask addresses.
   */
  mayContact: Scalars['Boolean']['output'];
  /**
   * The contact's own events, newest first: who changed which field, from what to what, and when. Events of contacts that
   * were merged into it are included. Events are kept for 400 days unless the operator of the server chose otherwise. The
   * list goes forward only: it has no `last` and `before`.
   */
  history: ContactEventConnection;
  /** Merges into this contact, newest first, including those that were undone. */
  mergedFrom: ContactMergeConnection;
};

/** A person whom the account is in touch with. */
export type ContactPhoneNumberFormattedArgs = {
  style?: PhoneStyle;
};

/** A person whom the account is in touch with. */
export type ContactCustomAttributeArgs = {
  key: Scalars['String']['input'];
};

/** A person whom the account is in touch with. */
export type ContactMatchedOnArgs = {
  search: Scalars['String']['input'];
};

/** A person whom the account is in touch with. */
export type ContactContactInboxesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactAttachmentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactSourceIdArgs = {
  inboxId: Scalars['ID']['input'];
};

/** A person whom the account is in touch with. */
export type ContactConversationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<ConversationFilter>;
  orderBy?: InputMaybe<ConversationOrder>;
};

/** A person whom the account is in touch with. */
export type ContactMessagesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactNotesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactCsatResponsesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactAvatarUrlArgs = {
  size?: InputMaybe<Scalars['Int']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactMayContactArgs = {
  purpose: Scalars['String']['input'];
};

/** A person whom the account is in touch with. */
export type ContactHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A person whom the account is in touch with. */
export type ContactMergedFromArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** An email address or a phone number of a contact. */
export type ContactAddressInput = {
  /** The email address as local@domain, or the phone number in E.164 form. */
  value: Scalars['String']['input'];
  /** Free text such as `home` or `work`, at most 64 characters. If absent, a known address keeps its label. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Whether it becomes the preferred one; true for one of a list at most, INVALID otherwise. */
  preferred?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether several people have it. Defaults to false for a new address. */
  shared?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Result of `contactAvatarSet` and `contactAvatarRemove`. */
export type ContactAvatarPayload = {
  /** The contact after the change, without a picture that is still being fetched; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects the contact whose picture is removed. */
export type ContactAvatarRemoveInput = {
  /** Id of the contact. */
  id: Scalars['ID']['input'];
};

/** A picture for a contact. */
export type ContactAvatarSetInput = {
  /** Id of the contact; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** Where the picture comes from. */
  picture: PictureSource;
};

/** Details of why a contact is blocked. */
export type ContactBlock = {
  /** The reason, at most 1,000 characters; null if none was given. */
  reason: Maybe<Scalars['String']['output']>;
  /** Who blocked the contact; null if that user or token has been removed. */
  blockedBy: Maybe<Actor>;
  /** When the contact was blocked. */
  blockedAt: Scalars['DateTime']['output'];
};

/** Blocks a contact. */
export type ContactBlockInput = {
  /** Id of the contact to block; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** Reason to show to other users, at most 1,000 characters. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** Also set all conversations of the contact to RESOLVED. Defaults to false. */
  resolveOpenConversations?: Scalars['Boolean']['input'];
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of `contactBlock`. */
export type ContactBlockPayload = {
  /** The blocked contact; null if there are errors. */
  contact: Maybe<Contact>;
  /** Number of conversations that were set to RESOLVED. */
  resolvedConversations: Scalars['Int']['output'];
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * Changes to make to each contact; at least one is REQUIRED. Fields that are absent are left unchanged; null clears a
 * field, and is INVALID for `contactType` and `blocked`.
 */
export type ContactBulkSet = {
  /** New type. An identified VISITOR becomes a LEAD immediately. */
  contactType?: InputMaybe<ContactType>;
  /** Id of the company to link, null for none; NOT_FOUND if there is no such company. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** True blocks the contacts, false unblocks them. */
  blocked?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Titles of labels to add, at most 100; none if null. Titles without a label are created for administrators and NOT_FOUND for
   * agents.
   */
  labelsAdd?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Titles of labels to remove, at most 100; none if null. */
  labelsRemove?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Changes the custom attributes key by key; a null value removes its key, null as a whole removes all. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether `customAttributes` are all that a contact has afterwards; other keys are removed. Defaults to false. */
  replaceCustomAttributes?: Scalars['Boolean']['input'];
};

/** Finds a contact by exactly one of id, email, phoneNumber, identifier and source; INVALID otherwise. */
export type ContactBy = {
  /** Id of the contact, or of a contact that was merged into it. */
  id?: InputMaybe<Scalars['ID']['input']>;
  /** One of its email addresses, in any of the ways to write it. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** One of its phone numbers, in E.164 form or as people write it in the account's region. */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
  /** One of its identifiers; case matters. */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** The system that the identifier is from. If absent or blank, it is one of the account's own. */
  system?: InputMaybe<Scalars['String']['input']>;
  /** Id of the contact in the channel of an inbox. */
  source?: InputMaybe<SourceKey>;
};

/** A page of contacts. */
export type ContactConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ContactEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Contact>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of contacts. */
export type ContactConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** What a person said about being contacted. */
export type ContactConsentSetInput = {
  /** Id of the contact that has the address; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** Id of the address; NOT_FOUND if the contact has no such address. INVALID unless exactly one of `pointId` and `address` is given. */
  pointId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * The address itself, which a merge may have given to another contact with another id: `contactId` finds that one. NOT_FOUND if
   * the contact has no such address.
   */
  address?: InputMaybe<AddressInput>;
  /**
   * A key of your choosing, such as `marketing`: 1 to 64 lower-case letters, digits, dots, _ and -. Capitals are made small. LIMIT if
   * the address has consents for 20 other purposes.
   */
  purpose: Scalars['String']['input'];
  /** What the person said; UNKNOWN removes what is recorded for the purpose. */
  state: ConsentState;
  /** Where and how it was said, at most 1,000 characters. REQUIRED for GRANTED, INVALID for UNKNOWN. */
  proof?: InputMaybe<Scalars['String']['input']>;
  /**
   * When the person said so; INVALID if that is in the future, and for UNKNOWN. Defaults to now. BLOCKED_BY_RULE if it is GRANTED
   * before, or when, the refusal that is recorded was given: a refusal yields to a later grant alone.
   */
  givenAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Values of a new contact. Texts are trimmed; null means the same as absent. */
export type ContactCreateInput = {
  /**
   * Full name, at most 255 characters. If it is absent or blank, it is composed of the middle and the last name. Control
   * and invisible characters are left out, as in all short texts.
   */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Middle name, at most 255 characters. */
  middleName?: InputMaybe<Scalars['String']['input']>;
  /** Last name, at most 255 characters. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /**
   * Preferred email address as local@domain, at most 255 characters; stored in lower case. `mailto:` and angle brackets
   * are removed, placeholders such as `n/a` are INVALID. TAKEN if another contact has it.
   */
  email?: InputMaybe<Scalars['String']['input']>;
  /**
   * Preferred phone number in E.164 form: + and at most 15 digits, INVALID otherwise. Numbers of before a renumbering
   * get their present form. TAKEN if another contact has it.
   */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
  /** Preferred identifier, at most 255 characters; case matters. TAKEN if another contact has it. */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** Further email addresses. A contact has at most 50 addresses in all, LIMIT otherwise. */
  emails?: InputMaybe<Array<ContactAddressInput>>;
  /** Further phone numbers. A contact has at most 50 addresses in all, LIMIT otherwise. */
  phoneNumbers?: InputMaybe<Array<ContactAddressInput>>;
  /** Further identifiers, also of other systems. A contact has at most 50 addresses in all, LIMIT otherwise. */
  identifiers?: InputMaybe<Array<ContactIdentifierInput>>;
  /** Defaults to VISITOR. A VISITOR with an email, phone number or social profile is stored as LEAD. */
  contactType?: InputMaybe<ContactType>;
  /** Free text, at most 255 characters. Defaults to the city of the additional attributes. */
  location?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 code, such as US. Defaults to the code of the country in the additional attributes. */
  countryCode?: InputMaybe<Scalars['String']['input']>;
  /** Company name, job title, city and other standard attributes. */
  additionalAttributes?: InputMaybe<AdditionalAttributesInput>;
  /** Custom attributes: a JSON object of at most 256 keys and 64 KiB, checked against the definitions for CONTACT. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /**
   * Id of the company to link; NOT_FOUND if there is none. Without it, the contact is linked to the company with the
   * domain of its email address, if there is one.
   */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Titles of labels, at most 100. Titles without a label are created for administrators and NOT_FOUND for agents. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Whether the contact is blocked from the start. Defaults to false. */
  blocked?: InputMaybe<Scalars['Boolean']['input']>;
  /** Also link the contact to an inbox. */
  inbox?: InputMaybe<ContactInboxInput>;
  /**
   * IPv4 or IPv6 address at which the contact was seen, INVALID if malformed. If the account has the feature
   * `IP_LOOKUP`, city, country and country code of a new contact are filled in from it in the background where they
   * are blank. Private addresses have no effect. The address itself is not stored with the contact.
   */
  ipAddress?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `contactCreate`. */
export type ContactCreatePayload = {
  /** The new contact; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects a contact whose data is to be handed over. */
export type ContactDataExportInput = {
  /** Id of the contact; NOT_FOUND if there is none. The id of a merged contact selects the contact that it was merged into. */
  id: Scalars['ID']['input'];
};

/** Selects a contact to delete. */
export type ContactDeleteInput = {
  /**
   * Refuses to delete a contact who is online or busy (BLOCKED_BY_RULE), since they would come back as somebody new. Defaults to
   * false.
   */
  unlessOnline?: Scalars['Boolean']['input'];
  /** Id of the contact. */
  id: Scalars['ID']['input'];
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of `contactDelete`. */
export type ContactDeletePayload = {
  /** Id of the deleted contact; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A contact and its position in the list. */
export type ContactEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The contact at this position. */
  node: Contact;
};

/** Selects a contact to erase. */
export type ContactEraseInput = {
  /** Id of the contact; NOT_FOUND if there is none, or if it was merged into another one, which is to be erased then. */
  id: Scalars['ID']['input'];
  /**
   * Version of the contact as the caller has seen it, such as that of a dry run. REQUIRED unless `dryRun` is true;
   * STALE_VERSION if the contact has changed since.
   */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Count what would be removed, but remove nothing. Defaults to false. */
  dryRun?: Scalars['Boolean']['input'];
};

/** Result of erasing a contact. */
export type ContactErasePayload = {
  /** What was removed or, in a dry run, would be; null if there are errors. */
  erasure: Maybe<ContactErasure>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** The receipt of an erasure. */
export type ContactErasure = {
  /** Id of the contact. It names nobody any more. */
  contactId: Scalars['ID']['output'];
  /** Version of the contact before it was erased. */
  version: Scalars['Int']['output'];
  /** True if nothing was removed. */
  dryRun: Scalars['Boolean']['output'];
  /** How many records were removed in each place, also where there were none. */
  removed: Array<ErasedRecords>;
  /** Ids of segments that were deleted, because without the person their filter would mean something else. */
  segmentsDeleted: Array<Scalars['ID']['output']>;
  /** Ids of segments from whose lists of values, or from whose names, the person was taken out. */
  segmentsChanged: Array<Scalars['ID']['output']>;
};

/** An entry of the event log. */
export type ContactEvent = Node & {
  /** Opaque id of the event, with the prefix `event_`; the same in subscriptions and webhooks. */
  id: Scalars['ID']['output'];
  /** Position in the log, to continue reading or to resume a subscription after this event. */
  cursor: Scalars['Cursor']['output'];
  /** What happened. */
  type: ContactEventType;
  /** Id of the contact that the event is about, or whose conversation, message or link it is about. */
  contactId: Scalars['ID']['output'];
  /** The contact as it is now; null if it has been deleted. For a merged contact, the contact that it was merged into. */
  contact: Maybe<Contact>;
  /** Id of the inbox of the conversation, the message or the link that the event is about; null for events of contacts. */
  inboxId: Maybe<Scalars['ID']['output']>;
  /** Id of the conversation that the event, or its message, is about; null for other events. */
  conversationId: Maybe<Scalars['ID']['output']>;
  /** The conversation as it is now; null if it has been deleted, and for other events. */
  conversation: Maybe<Conversation>;
  /** Id of the message that the event is about; null for other events. */
  messageId: Maybe<Scalars['ID']['output']>;
  /** Id of the segment that the contact has entered or left; null for other events. */
  segmentId: Maybe<Scalars['ID']['output']>;
  /** The message as it is now; null if it has gone with its conversation, and for other events. */
  message: Maybe<Message>;
  /**
   * The contact's own values and label titles, as a JSON object, right after the event; right before it if the contact
   * was deleted or merged into another one. For other types the same of the conversation, the message or the link.
   */
  snapshot: Scalars['JSON']['output'];
  /**
   * What changed, field by field; for a new contact all its fields. Empty if a contact was deleted or merged into another one, and
   * if another record was created or deleted.
   */
  changes: Array<FieldChange>;
  /** Ids of the contacts that were merged into this one or restored from it; empty for other events. */
  mergedFrom: Array<Scalars['ID']['output']>;
  /** Id of the contact that this one was merged into or restored from; null for other events. */
  mergedInto: Maybe<Scalars['ID']['output']>;
  /** Who caused the event; null if that user or token has been removed, and for nightly cleanups. */
  actor: Maybe<Actor>;
  /** When the event happened. */
  occurredAt: Scalars['DateTime']['output'];
  /**
   * In a subscription with a filter: whether the contact matches when the event is sent. False if the contact does not
   * exist any more, or if it does not match and the event changed something that the filter looks at, so that it may have
   * matched before. Null without a filter.
   */
  matches: Maybe<Scalars['Boolean']['output']>;
};

/** A page of events. The lists go forward only. */
export type ContactEventConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ContactEventEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<ContactEvent>;
  /**
   * Where this page is in the log. In `contactEvents`, `hasNextPage` is false once all events so far have been
   * returned.
   */
  pageInfo: PageInfo;
};

/** An event and its position in the log. */
export type ContactEventEdge = {
  /** Position of the event in the log. */
  cursor: Scalars['Cursor']['output'];
  /** The event at this position. */
  node: ContactEvent;
};

/**
 * What happened to a contact, or to one of its conversations, messages and links to inboxes, or that it entered or left a
 * segment. Heartbeats, changes of the last activity, ratings, records that are imported from another system, and writes
 * that change nothing cause no event.
 */
export type ContactEventType =
  /** The contact was created, by a mutation or an import. */
  | 'CONTACT_CREATED'
  /** Values, labels or attributes of the contact changed. */
  | 'CONTACT_UPDATED'
  /** The contact was deleted. */
  | 'CONTACT_DELETED'
  /**
   * The contact was erased: delete what you have about it. The event, and all earlier ones of the contact, hold no values;
   * their snapshot is `{"id": …, "erased": true}`.
   */
  | 'CONTACT_ERASED'
  /**
   * The contact was merged into another one (`mergedInto`), or others were merged into it (`mergedFrom`). A merge
   * causes one event for each contact.
   */
  | 'CONTACT_MERGED'
  /** A merge was undone: one event for each contact, with the same `mergedFrom` and `mergedInto` as those of the merge. */
  | 'CONTACT_UNMERGED'
  /** The contact was blocked. */
  | 'CONTACT_BLOCKED'
  /** The contact was unblocked. */
  | 'CONTACT_UNBLOCKED'
  /**
   * A link between the contact and an inbox was made. Links that change hands by merges and deletes, or go with their inbox, cause
   * no event.
   */
  | 'CONTACT_INBOX_CREATED'
  /** A link between the contact and an inbox was removed. */
  | 'CONTACT_INBOX_DELETED'
  /** A conversation with the contact began. */
  | 'CONVERSATION_CREATED'
  /**
   * Priority, labels, custom attributes, contact or link of a conversation changed. Moves by merges cause no event, as
   * CONTACT_MERGED and CONTACT_UNMERGED tell of them, nor do changes of labels themselves.
   */
  | 'CONVERSATION_UPDATED'
  /** A conversation was resolved, snoozed, opened or set to pending, by a request or by a message from the contact. */
  | 'CONVERSATION_STATUS_CHANGED'
  /** A conversation was assigned to another user, team or bot, or to nobody; also when a user or team has gone. */
  | 'CONVERSATION_ASSIGNED'
  /**
   * A conversation was deleted, and earlier events of its messages hold no values any more. Conversations that go with their
   * contact cause no event: CONTACT_DELETED and CONTACT_ERASED tell of it.
   */
  | 'CONVERSATION_DELETED'
  /** A message was added to a conversation. */
  | 'MESSAGE_CREATED'
  /** Text, attributes, status or source id of a message changed. */
  | 'MESSAGE_UPDATED'
  /** A message was deleted. Earlier events of it hold no values any more; their snapshot is `{"id": …, "deleted": true}`. */
  | 'MESSAGE_DELETED'
  /**
   * The contact matches the filter of a segment with `watch` and did not before, because of a change of the contact, its
   * conversations or other records, because time has passed, or because the filter has changed. It comes after the events of
   * what caused it, usually within two seconds; where only time has passed, within about a minute. A contact that matches
   * for a shorter time may be left out.
   */
  | 'SEGMENT_ENTERED'
  /**
   * The contact is in a segment with `watch` no longer, also because it was deleted, erased or merged into another: then
   * the snapshot is `{"id": …, "deleted": true}`. Nothing is told when a segment is deleted, or not watched any more.
   */
  | 'SEGMENT_LEFT';

/**
 * Selects contacts, in lists, segments, groups, bulk jobs, exports and subscriptions. All fields that are given must match;
 * an empty object matches every contact, and fields and operators that are absent or null have no effect. A missing value
 * never equals anything: `ne`, `notContains`, `nin` and `none` match contacts without a value. A condition that says nothing
 * is INVALID: an empty list, an object without a condition (other than the whole filter), or a text of which nothing is left
 * to compare, such as a blank one, an accent alone or the dash of a phone number. A filter may have at most 6 levels, 60
 * operators, 1,000 values in a list and 1,000 characters in a text; more is INVALID.
 */
export type ContactFilter = {
  /** All of these filters match. */
  and?: InputMaybe<Array<ContactFilter>>;
  /** At least one of these filters matches. */
  or?: InputMaybe<Array<ContactFilter>>;
  /** This filter does not match. */
  not?: InputMaybe<ContactFilter>;
  /** The contact's id is one of these. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Full name, ignoring case and accents. Only the first 200 bytes of the name are compared. */
  name?: InputMaybe<StringFilter>;
  /** Middle name, ignoring case and accents. Only its first 200 bytes are compared. */
  middleName?: InputMaybe<StringFilter>;
  /** Last name, ignoring case and accents. Only its first 200 bytes are compared. */
  lastName?: InputMaybe<StringFilter>;
  /** Email address, ignoring case. */
  email?: InputMaybe<StringFilter>;
  /** Phone number, with or without +, ignoring spaces and punctuation. */
  phoneNumber?: InputMaybe<StringFilter>;
  /** Your own key for the contact; case matters. */
  identifier?: InputMaybe<StringFilter>;
  /**
   * Name of the linked company or, without one, the company name of the additional attributes. Case and accents are
   * ignored.
   */
  companyName?: InputMaybe<StringFilter>;
  /** Job title of the additional attributes, ignoring case. */
  jobTitle?: InputMaybe<StringFilter>;
  /** Referer of the additional attributes: the page from which the contact came, ignoring case. */
  referer?: InputMaybe<StringFilter>;
  /** City of the additional attributes, ignoring case and accents. */
  city?: InputMaybe<StringFilter>;
  /**
   * Country of the additional attributes, ignoring case and accents. `eq`, `ne`, `in` and `nin` compare countries: the
   * names of one in 40 languages and its ISO codes mean the same.
   */
  country?: InputMaybe<StringFilter>;
  /** ISO 3166-1 alpha-2 code in upper case, such as US. */
  countryCode?: InputMaybe<StringFilter>;
  /** Stage of the relationship: VISITOR, LEAD or CUSTOMER. */
  contactType?: InputMaybe<ContactTypeFilter>;
  /** Blocked contacts if true, all others if false. */
  blocked?: InputMaybe<Scalars['Boolean']['input']>;
  /** Availability at the time of the query. Contacts without a heartbeat in the last 90 seconds are OFFLINE. */
  availability?: InputMaybe<Availability>;
  /** Known contacts, by one of two rules. */
  resolved?: InputMaybe<ResolvedRule>;
  /** Contacts without email, phone number, identifier and conversations that were created before this time. */
  staleSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the contact was created. */
  createdAt?: InputMaybe<DateTimeFilter>;
  /** When the contact last changed. */
  updatedAt?: InputMaybe<DateTimeFilter>;
  /** When the contact was last active. */
  lastActivityAt?: InputMaybe<DateTimeFilter>;
  /** Labels of the contact. */
  labels?: InputMaybe<LabelsFilter>;
  /** The linked company; `isNull` finds contacts without one. */
  companyId?: InputMaybe<IdFilter>;
  /** The inboxes that the contact is linked to; `isNull` finds contacts that are linked to none. */
  inboxId?: InputMaybe<IdFilter>;
  /** Conditions on custom attributes; all of them must match. */
  customAttributes?: InputMaybe<Array<CustomAttributeFilter>>;
  /** Conditions on the contact's conversations. */
  conversations?: InputMaybe<ConversationsFilter>;
  /** Average of the contact's ratings, 1 to 5; a contact without ratings has no value. */
  csatAverage?: InputMaybe<NumberFilter>;
};

/** Contacts that have a value in common. */
export type ContactGroup = {
  /**
   * The common value: a contact type, a country code, a month, `true` or `false`, or the id of the label, company or
   * inbox.
   */
  key: Scalars['String']['output'];
  /** The common label if grouped by LABEL, otherwise null. */
  label: Maybe<Label>;
  /** The common company if grouped by COMPANY, otherwise null. */
  company: Maybe<Company>;
  /** The common inbox if grouped by INBOX, otherwise null. */
  inbox: Maybe<Inbox>;
  /** Number of contacts in the group. */
  count: Scalars['Int']['output'];
  /** Contacts of the group, newest first. */
  contacts: ContactConnection;
};

/** Contacts that have a value in common. */
export type ContactGroupContactsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** Properties to group contacts by. */
export type ContactGroupKey =
  /** By contact type: VISITOR, LEAD, CUSTOMER. */
  | 'CONTACT_TYPE'
  /** One group for each label. */
  | 'LABEL'
  /** By country code. */
  | 'COUNTRY'
  /** One group for each linked company. */
  | 'COMPANY'
  /** One group for each inbox that contacts are linked to. */
  | 'INBOX'
  /** Blocked and other contacts; the keys are `true` and `false`. */
  | 'BLOCKED'
  /** By month of creation in the account's time zone, such as `2026-03`. */
  | 'CREATED_MONTH';

/** An identifier of a contact in some system. */
export type ContactIdentifierInput = {
  /** The identifier, at most 255 characters; case matters. */
  value: Scalars['String']['input'];
  /** The system that it is from: 1 to 64 lower-case letters, digits, dots, _ and -. If absent, it is one of your own. */
  system?: InputMaybe<Scalars['String']['input']>;
  /** Free text, at most 64 characters. If absent, a known identifier keeps its label. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Whether the identifier becomes the preferred one; true for one of a list at most, INVALID otherwise. */
  preferred?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the identifier belongs to several people. Defaults to false for a new one. */
  shared?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * A link between a contact and an inbox: the contact's id in the channel. Replies are sent to it, so they reach the
 * right person even after contacts were merged.
 */
export type ContactInbox = Node & {
  /** Opaque id of the link, with the prefix `contactinbox_`. */
  id: Scalars['ID']['output'];
  /** The linked contact. */
  contact: Contact;
  /** The linked inbox. */
  inbox: Inbox;
  /** The contact's id or address in the channel; unique in the inbox. */
  sourceId: Scalars['String']['output'];
  /** Whether the contact's identifier was verified by an `identifierHash` when the link was created. */
  hmacVerified: Scalars['Boolean']['output'];
  /** What the caller may do with the link: `delete` stands for `contactInboxDelete`. */
  viewerCan: RemovalPermissions;
  /** When the link was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of links to inboxes. */
export type ContactInboxConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ContactInboxEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<ContactInbox>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of links to inboxes. */
export type ContactInboxConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new link between a contact and an inbox. */
export type ContactInboxCreateInput = {
  /** Id of the contact to link; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** Id of the inbox to link; NOT_FOUND if there is none. */
  inboxId: Scalars['ID']['input'];
  /**
   * The contact's id in the channel, at most 255 characters. Defaults to a generated id for API and WEB_WIDGET, the
   * contact's email for EMAIL, and its phone number for SMS and WHATSAPP; REQUIRED for other channels.
   */
  sourceId?: InputMaybe<Scalars['String']['input']>;
  /**
   * Hex HMAC-SHA256 of the contact's identifier with the inbox's `hmacToken` as key. A wrong hash is INVALID; without
   * one the link is unverified.
   */
  identifierHash?: InputMaybe<Scalars['String']['input']>;
};

/** Selects a link between a contact and an inbox to remove. */
export type ContactInboxDeleteInput = {
  /** Id of the link; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `contactInboxDelete`. */
export type ContactInboxDeletePayload = {
  /** Id of the removed link; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A link and its position in the list. */
export type ContactInboxEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The link at this position. */
  node: ContactInbox;
};

/** A link from a new contact to an inbox. */
export type ContactInboxInput = {
  /** Id of the inbox; NOT_FOUND if there is none. */
  inboxId: Scalars['ID']['input'];
  /**
   * The contact's id in the channel, at most 255 characters. Defaults to a generated id for API and WEB_WIDGET, the
   * email for EMAIL, and the phone number for SMS and WHATSAPP; REQUIRED for other channels.
   */
  sourceId?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `contactInboxCreate`. */
export type ContactInboxPayload = {
  /** The new link; null if there are errors. */
  contactInbox: Maybe<ContactInbox>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A contact and the titles of labels. */
export type ContactLabelsInput = {
  /** Id of the contact; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** Titles in any case, at most 100 (LIMIT). */
  labels: Array<Scalars['String']['input']>;
};

/** Result of `contactLabelsAdd`, `contactLabelsRemove` and `contactLabelsSet`. */
export type ContactLabelsPayload = {
  /** The contact with its new labels; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What `contactsLive` sends. */
export type ContactListChange = ContactListSnapshot | ContactListPatch | ContactListReset;

/** A contact that a client has. */
export type ContactListHave = {
  /** Id of the contact. */
  id: Scalars['ID']['input'];
  /** The `version` in which the client has the contact; one that differs is sent again. */
  version: Scalars['Int']['input'];
  /** Its `lastActivityAt`. If it is given and differs, the contact is sent again; if absent, only the version is compared. */
  lastActivityAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A contact comes into the list. */
export type ContactListInsert = {
  /** Id of the contact after which it comes; null if it is the first one. */
  after: Maybe<Scalars['ID']['output']>;
  /** The contact that is new in the list, with the fields that the subscription selects. */
  node: Contact;
};

/** A contact of the list goes to another place. */
export type ContactListMove = {
  /** Id of the contact that moves. */
  contactId: Scalars['ID']['output'];
  /** Id of the contact after which it comes; null if it is the first one. */
  after: Maybe<Scalars['ID']['output']>;
};

/** A change of a list. */
export type ContactListOp = ContactListInsert | ContactListMove | ContactListUpdate | ContactListRemove;

/** Changes that lead from one state of the list to a later one. */
export type ContactListPatch = {
  /**
   * The `cursor` of the message before, to whose list the changes apply; null if they apply to what the client said in
   * `have`.
   */
  from: Maybe<Scalars['Cursor']['output']>;
  /** The position in the event log at which the list is true once the changes are applied. */
  cursor: Scalars['Cursor']['output'];
  /** The changes, to be applied one after the other. Empty if only the count has changed, or nothing since `have`. */
  ops: Array<ContactListOp>;
  /** The number of contacts that match, not only of those in the list; null without `countLimit`. */
  count: Maybe<Count>;
};

/** Why a contact is in a list no longer. */
export type ContactListReason =
  /** It does not match any more, or the caller may not see it any more. */
  | 'LEFT'
  /** It matches, but others have come before it, and the list has no room for it. */
  | 'PUSHED_OUT'
  /** It was deleted or erased. */
  | 'DELETED'
  /** It was merged into another contact. */
  | 'MERGED';

/** A contact is in the list no longer. */
export type ContactListRemove = {
  /** Id of the contact that is gone. */
  contactId: Scalars['ID']['output'];
  /** Why. */
  reason: ContactListReason;
  /** Id of the contact that it was merged into, if the reason is MERGED; null otherwise. */
  into: Maybe<Scalars['ID']['output']>;
};

/**
 * The list can't be led on by changes, because the database was replaced or too much has happened since the client took the
 * last message: drop it. A ContactListSnapshot follows.
 */
export type ContactListReset = {
  /** Why, for people. */
  reason: Scalars['String']['output'];
};

/** The whole list: it replaces whatever the client has. */
export type ContactListSnapshot = {
  /** The position in the event log at which the list is true. */
  cursor: Scalars['Cursor']['output'];
  /** The contacts in their order. */
  nodes: Array<Contact>;
  /** The number of contacts that match, not only of those in the list; null without `countLimit`. */
  count: Maybe<Count>;
};

/**
 * A contact of the list has another version, last activity or rating. Its presence, conversations and inboxes decide whether
 * filters find it, but cause no update by themselves.
 */
export type ContactListUpdate = {
  /** The contact as it is now. */
  node: Contact;
};

/** Keys that identify a contact. */
export type ContactMatchKey =
  /** By email address, ignoring case. */
  | 'EMAIL'
  /** By phone number in E.164 form. */
  | 'PHONE_NUMBER'
  /** By your own key; case matters. */
  | 'IDENTIFIER'
  /** By the inbox and the source id of `contact.inbox`, both of which are REQUIRED; a new contact is linked to the inbox. */
  | 'SOURCE';

/** The record of a merge. */
export type ContactMerge = Node & {
  /** Opaque id of the merge, with the prefix `merge_`. */
  id: Scalars['ID']['output'];
  /** The contact that survived or, if it was merged later, the contact it was merged into; null if it was deleted. */
  into: Maybe<Contact>;
  /** The contacts that were merged, in the order given. */
  sources: Array<MergedSource>;
  /** Who merged them; null if that user or token has been removed, and if it was the account's rule. */
  actor: Maybe<Actor>;
  /** Whether `Account.duplicateMergeRule` merged them. */
  automatic: Scalars['Boolean']['output'];
  /** When they were merged. */
  createdAt: Scalars['DateTime']['output'];
  /** When the merge was undone; null if it was not. */
  undoneAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether `contactUnmerge` can undo the merge now. */
  undoable: Scalars['Boolean']['output'];
  /** What the caller may do with the merge. */
  viewerCan: ContactMergePermissions;
};

/** A page of merges. */
export type ContactMergeConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ContactMergeEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<ContactMerge>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of merges. */
export type ContactMergeConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A merge and its position in the list. */
export type ContactMergeEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The merge at this position. */
  node: ContactMerge;
};

/**
 * Contacts to merge. For each field the survivor's value is kept if it has one, otherwise that of the first source that
 * has one, unless a choice says otherwise. Addresses, labels, custom attribute keys and social networks are combined;
 * the most advanced type, a block, the latest activity and the earliest creation are kept. Choices decide otherwise for all
 * of these but the social networks and addresses.
 * TOO_LONG if the combined custom attributes exceed 64 KiB, LIMIT if there are more than 50 addresses.
 */
export type ContactMergeInput = {
  /** Id of the contact that survives; NOT_FOUND if there is none. */
  into: Scalars['ID']['input'];
  /**
   * Ids of 1 to 100 other contacts that are merged into it. Their order decides whose values are taken. A contact that
   * is named twice is INVALID.
   */
  from: Array<Scalars['ID']['input']>;
  /** Fields for which a certain contact's value is kept. */
  choices?: InputMaybe<Array<MergeChoice>>;
  /** STALE_VERSION if one of these contacts has another version than given. */
  expectedVersions?: InputMaybe<Array<ExpectedVersion>>;
};

/** Result of `contactMerge`. */
export type ContactMergePayload = {
  /** The contact that survived; null if there are errors. */
  contact: Maybe<Contact>;
  /** The record of the merge, for `contactUnmerge`; null if there are errors. */
  merge: Maybe<ContactMerge>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What the caller may do with the record of a merge, as `RecordPermissions` says. */
export type ContactMergePermissions = {
  /** Whether `contactUnmerge` is allowed; false if the merge is not `undoable`. */
  undo: Scalars['Boolean']['output'];
};

/** The result that a merge would have. */
export type ContactMergePreview = {
  /**
   * The fields of the merged contact, followed by its attributes, such as `customAttributes.KEY`, by `emails`,
   * `phoneNumbers` and `identifiers` with all addresses, and by `contactType`, `blocked`, `lastActivityAt` and
   * `createdAt`.
   */
  fields: Array<MergeField>;
  /** How many records would be moved from all sources together. */
  moved: MovedCounts;
  /** Errors that `contactMerge` would return; empty if it would succeed. */
  blockers: Array<UserError>;
};

/** One sort key for contacts, and its direction. */
export type ContactOrder = {
  /** What to sort by. */
  by: ContactOrderKey;
  /** Ascending or descending. Defaults to ASC. */
  direction?: Direction;
  /** Where contacts without a value come. Defaults to LAST, in either direction. */
  nulls?: Nulls;
};

/** Fields to sort contacts by. Case and accents are ignored in names, and a blank value counts as none. */
export type ContactOrderField =
  /** By full name. */
  | 'NAME'
  /** By last name. Contacts without one count as having no value, whatever their full name is. */
  | 'LAST_NAME'
  /** By email address. */
  | 'EMAIL'
  /** By phone number in E.164 form. */
  | 'PHONE_NUMBER'
  /** By the time of the last activity. */
  | 'LAST_ACTIVITY_AT'
  /** By the time of creation. */
  | 'CREATED_AT'
  /** By the time of the last change. */
  | 'UPDATED_AT'
  /** By the name of the linked company or, without one, the company name of the additional attributes. */
  | 'COMPANY_NAME'
  /** By the city of the additional attributes. */
  | 'CITY'
  /** By the country name of the additional attributes. */
  | 'COUNTRY'
  /** By the average of the contact's ratings. */
  | 'CSAT_AVERAGE';

/** What to sort contacts by: exactly one of a standard field and a custom attribute. */
export type ContactOrderKey =
  /** A standard field to sort by. */
  | { field: ContactOrderField; customAttribute?: never } /**
   * Key of a custom attribute to sort by. Texts (ignoring case) come before numbers, numbers before false, false
   * before true. Blank texts, arrays and objects count as no value, and of texts the first 255 characters count.
   */
  | { field?: never; customAttribute: Scalars['String']['input'] };

/** What the caller's role allows for a contact. */
export type ContactPermissions = {
  /** Whether `contactUpdate` and the mutations for labels, addresses, links, consents, presence and the picture are allowed. */
  update: Scalars['Boolean']['output'];
  /** Whether `contactDelete` is allowed. */
  delete: Scalars['Boolean']['output'];
  /** Whether `contactMerge`, `contactUnmerge` and `duplicateDismiss` are allowed. */
  merge: Scalars['Boolean']['output'];
  /** Whether `contactBlock` and `contactUnblock` are allowed. */
  block: Scalars['Boolean']['output'];
  /** Whether the contact may be part of a `contactsExport`, and `contactDataExport` is allowed. */
  export: Scalars['Boolean']['output'];
  /** Whether `contactErase` is allowed. */
  erase: Scalars['Boolean']['output'];
  /** Whether `conversationCreate` is allowed with the contact. */
  converse: Scalars['Boolean']['output'];
  /** Whether `noteCreate` is allowed about the contact. */
  note: Scalars['Boolean']['output'];
};

/**
 * An address of a contact: an email, a phone number, or an identifier. It is a key of its contact unless it is shared:
 * no other contact of the account has it.
 */
export type ContactPoint = {
  /**
   * Opaque id of the address, with the prefix `point_`, for `contactPointUpdate` and `contactPointRemove`. It stays the
   * same when a merge moves the address. An address is read as part of its contact and is no Node: `node(id:)` is null.
   */
  id: Scalars['ID']['output'];
  /** The kind of address, which never changes. */
  kind: ContactPointKind;
  /** The system that an identifier is from, such as `stripe`; blank for your own identifiers and for other kinds. */
  system: Scalars['String']['output'];
  /** The address: an email in lower case, a phone number in E.164 form, an identifier as it was given. */
  value: Scalars['String']['output'];
  /** Free text such as `home` or `work`; may be blank. */
  label: Scalars['String']['output'];
  /** Whether it is the preferred one of its kind, which `email`, `phoneNumber` and `identifier` show. */
  preferred: Scalars['Boolean']['output'];
  /**
   * Whether several people have it, such as a switchboard or the mailbox of a family. Filters and searches find the
   * contact by it, but `contact(by:)`, `contactUpsert` and imports do not, and other contacts may have it too.
   */
  shared: Scalars['Boolean']['output'];
  /** False if it breaks a rule of its kind, such as a phone number that the numbering plan does not know. */
  possible: Scalars['Boolean']['output'];
  /** When it was verified that the address is the contact's; null if it was not. */
  verifiedAt: Maybe<Scalars['DateTime']['output']>;
  /** How it came to the account. */
  source: ContactPointSource;
  /** What the caller may do with the address: `update` stands for `contactPointUpdate`, `delete` for `contactPointRemove`. */
  viewerCan: RecordPermissions;
  /** When the contact got the address. */
  createdAt: Scalars['DateTime']['output'];
  /**
   * What people said about being contacted at this address, by purpose; purposes of which nothing is known are left out. A consent is
   * of the address: all contacts that share it share its consents. Imports, merges and their undoing change none. When no contact has
   * the address any more, what was granted is forgotten, and what was refused is kept until somebody has the address again.
   */
  consents: Array<Consent>;
  /**
   * Whether the contact may be written to at this address for a purpose: true if that was GRANTED, and the contact is not blocked.
   * False if it was REFUSED, and if nothing is known.
   */
  mayContact: Scalars['Boolean']['output'];
};

/**
 * An address of a contact: an email, a phone number, or an identifier. It is a key of its contact unless it is shared:
 * no other contact of the account has it.
 */
export type ContactPointMayContactArgs = {
  purpose: Scalars['String']['input'];
};

/** A new address of a contact. */
export type ContactPointAddInput = {
  /** Id of the contact that gets the address; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** The kind of the new address. */
  kind: ContactPointKind;
  /** The new address in the form of its kind, at most 255 characters. LIMIT if the contact has 50 already. */
  value: Scalars['String']['input'];
  /** The system of an identifier; INVALID for other kinds. */
  system?: InputMaybe<Scalars['String']['input']>;
  /** Free text such as `home` or `work`, at most 64 characters. Defaults to blank. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** Whether it replaces the preferred one of its kind as such. Defaults to true for the first of its kind, else false. */
  preferred?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether several people have the address. Defaults to false. */
  shared?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether you have verified that the address is the contact's. Defaults to false. */
  verified?: InputMaybe<Scalars['Boolean']['input']>;
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Kinds of addresses. */
export type ContactPointKind =
  /** An email address. */
  | 'EMAIL'
  /** A number that reaches a telephone or a messenger, in E.164 form. */
  | 'PHONE_NUMBER'
  /** A key of the contact in some system. */
  | 'IDENTIFIER';

/** Result of the mutations of an address. */
export type ContactPointPayload = {
  /** The contact after the change; null if there are errors. */
  contact: Maybe<Contact>;
  /** The address after the change; null if it was removed or there are errors. */
  contactPoint: Maybe<ContactPoint>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects an address to remove. */
export type ContactPointRemoveInput = {
  /** Id of the contact that loses the address; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** Id of the address to remove; NOT_FOUND if the contact has no such address. */
  id: Scalars['ID']['input'];
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Where an address comes from. */
export type ContactPointSource =
  /** A mutation, also by a user. */
  | 'API'
  /** A file that was imported. */
  | 'IMPORT'
  /** A merge that was made before addresses were kept one by one. */
  | 'MERGE'
  /** The database of a Chatwoot. */
  | 'CHATWOOT'
  /** An `identifierHash` that proved an identifier. */
  | 'HMAC';

/** Changes to an address. Absent fields stay as they are; null removes the label, and is INVALID for the others. */
export type ContactPointUpdateInput = {
  /** Id of the contact that has the address; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** Id of the address; NOT_FOUND if the contact has no such address. */
  id: Scalars['ID']['input'];
  /** Free text, at most 64 characters; blank or null removes the label. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** True makes it the preferred one of its kind. False is INVALID for the preferred one; prefer another instead. */
  preferred?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether several people have the address. False is TAKEN if it is a key of another contact. */
  shared?: InputMaybe<Scalars['Boolean']['input']>;
  /** True records that the address was verified now, unless it was before; false forgets it. */
  verified?: InputMaybe<Scalars['Boolean']['input']>;
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A heartbeat of a contact. */
export type ContactPresenceInput = {
  /** Id of the contact that was seen; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** The contact's availability. Defaults to ONLINE. */
  availability?: Availability;
};

/** Result of `contactPresence`. */
export type ContactPresencePayload = {
  /** The contact with its new availability; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Parts of a contact that searches look through. */
export type ContactSearchField =
  /** `Contact.name`, the given name or the whole name. */
  | 'NAME'
  /** `Contact.middleName`. */
  | 'MIDDLE_NAME'
  /** `Contact.lastName`. */
  | 'LAST_NAME'
  /** An email address. */
  | 'EMAIL'
  /** One of `Contact.phoneNumbers`, by its digits. */
  | 'PHONE_NUMBER'
  /** An identifier, in any system. */
  | 'IDENTIFIER'
  /** The name of the company. */
  | 'COMPANY';

/**
 * The contacts that a job processes, selected when the job starts; changes by the job itself do not affect the
 * selection.
 */
export type ContactTarget =
  /** Ids of 1 to 5,000 contacts. Unknown ids are reported as failures of the job. */
  | {
      ids: Array<Scalars['ID']['input']>;
      filter?: never;
      segment?: never;
    } /** The contacts that match this filter. For deletes, a filter that matches every contact is refused (REQUIRED). */
  | { ids?: never; filter: ContactFilter; segment?: never } /**
   * Id of a segment that the caller can see, INVALID otherwise. For deletes, a segment that matches every contact is
   * refused (REQUIRED).
   */
  | { ids?: never; filter?: never; segment: Scalars['ID']['input'] };

/** Stage of the relationship with a contact. */
export type ContactType =
  /** Anonymous: has no email, phone number or social profile. */
  | 'VISITOR'
  /** Identified by an email, a phone number or a social profile. */
  | 'LEAD'
  /** A buyer. It is never set automatically. */
  | 'CUSTOMER';

/** A condition on a contact's type. All operators that are given must match. */
export type ContactTypeFilter = {
  /** The contact has this type. */
  eq?: InputMaybe<ContactType>;
  /** The contact has another type. */
  ne?: InputMaybe<ContactType>;
  /** The contact has one of these types. */
  in?: InputMaybe<Array<ContactType>>;
  /** The contact has none of these types. */
  nin?: InputMaybe<Array<ContactType>>;
};

/** Unblocks a contact. */
export type ContactUnblockInput = {
  /** Id of the contact to unblock. */
  id: Scalars['ID']['input'];
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of `contactUnblock`. */
export type ContactUnblockPayload = {
  /** The unblocked contact; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects a merge to undo. */
export type ContactUnmergeInput = {
  /** Id of the merge, from `ContactMerge.id`. */
  mergeId: Scalars['ID']['input'];
};

/** Result of `contactUnmerge`. */
export type ContactUnmergePayload = {
  /** The survivor, followed by the restored contacts; empty if there are errors. */
  contacts: Array<Contact>;
  /** Values that could not be restored. */
  kept: Array<MergeConflict>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * Changes to a contact. Fields that are absent are left unchanged; null clears a field, and is INVALID for `contactType` and
 * `blocked`.
 */
export type ContactUpdateInput = {
  /** Id of the contact to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the contact has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * New full name, at most 255 characters. Null or blank has it composed of the middle and the last name. If it is absent,
   * a name that was composed of them, or is blank, follows their changes; any other name stays.
   */
  name?: InputMaybe<Scalars['String']['input']>;
  /** New middle name, at most 255 characters. */
  middleName?: InputMaybe<Scalars['String']['input']>;
  /** New last name, at most 255 characters. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /**
   * Replaces the preferred email address; one that the contact has already becomes the preferred one. Null removes it,
   * and the next one becomes preferred. TAKEN if another contact has it. The first email links a contact without a
   * company to the company with its domain.
   */
  email?: InputMaybe<Scalars['String']['input']>;
  /**
   * Replaces the preferred phone number; one that the contact has already becomes the preferred one. Null removes it,
   * and the next one becomes preferred. E.164, INVALID otherwise. TAKEN if another contact has it.
   */
  phoneNumber?: InputMaybe<Scalars['String']['input']>;
  /**
   * Replaces the preferred identifier, if that is one of your own; one that the contact has already becomes the
   * preferred one. Null removes it, and the next one becomes preferred. TAKEN if another contact has it.
   */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** Replaces all email addresses; those that stay keep their label and what else is known of them. Null removes all. */
  emails?: InputMaybe<Array<ContactAddressInput>>;
  /** Replaces all phone numbers; those that stay keep their label and what else is known of them. Null removes all. */
  phoneNumbers?: InputMaybe<Array<ContactAddressInput>>;
  /** Replaces all identifiers of all systems; those that stay keep what else is known of them. Null removes all. */
  identifiers?: InputMaybe<Array<ContactIdentifierInput>>;
  /** New type; it cannot be cleared. VISITOR makes an identified contact a LEAD. */
  contactType?: InputMaybe<ContactType>;
  /** Free text, at most 255 characters. */
  location?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 code, such as US; anything else is INVALID. */
  countryCode?: InputMaybe<Scalars['String']['input']>;
  /** Changes to the additional attributes, field by field; null clears all. */
  additionalAttributes?: InputMaybe<AdditionalAttributesInput>;
  /**
   * Changes the custom attributes key by key; a null value removes its key, null as a whole removes all. At most 256
   * keys and 64 KiB in all.
   */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether `customAttributes` are all that the contact has afterwards; other keys are removed. Defaults to false. */
  replaceCustomAttributes?: Scalars['Boolean']['input'];
  /** Id of the company to link, null for none; NOT_FOUND if there is no such company. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** True blocks the contact, false unblocks it. */
  blocked?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Result of `contactUpdate`. */
export type ContactUpdatePayload = {
  /** The contact after the change; null if there are errors. */
  contact: Maybe<Contact>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A contact to update or create, and the key to find it by. */
export type ContactUpsertInput = {
  /** Which key of `contact` to look for; REQUIRED if `contact` has no value for it. */
  match: ContactMatchKey;
  /**
   * Values of the contact. If it exists, fields that are absent are left unchanged, null clears a field as in `contactUpdate`, and labels
   * and lists of addresses are added to what it has.
   */
  contact: ContactCreateInput;
};

/** Result of `contactUpsert`. */
export type ContactUpsertPayload = {
  /** The contact as stored; null if there are errors. */
  contact: Maybe<Contact>;
  /** True if the contact was created, false if it was updated or there are errors. */
  created: Scalars['Boolean']['output'];
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What became of a contact of `contactsUpsert`. */
export type ContactUpsertResult = {
  /** CREATED, UPDATED, UNCHANGED or FAILED. */
  outcome: ImportRowOutcome;
  /** The contact as stored; null if it failed. */
  contact: Maybe<Contact>;
  /** The rules that were broken, with paths such as `inputs.3.contact.email`; empty unless it failed. */
  userErrors: Array<UserError>;
};

/** An inbox through which a contact can be written to. */
export type ContactableInbox = {
  /** An inbox through which a conversation with the contact can begin. */
  inbox: Inbox;
  /** The address or id that messages would go to; null if one is made when a conversation begins. */
  sourceId: Maybe<Scalars['String']['output']>;
  /** The link that would be used; null if it would be made. */
  contactInbox: Maybe<ContactInbox>;
};

/** Contacts to delete. */
export type ContactsBulkDeleteInput = {
  /** Which contacts to delete. */
  target: ContactTarget;
  /**
   * How many contacts will be deleted, as the caller has seen it: `total` of a dry run, or the exact `count` of a list with the same filter.
   * For ids, the number of different ones. REQUIRED unless `dryRun` is true. If another number would be deleted now, nothing is: the number is
   * INVALID and the message names the present one. If it changes before the job starts, the job ends as FAILED without deleting anything.
   */
  confirmCount?: InputMaybe<Scalars['Int']['input']>;
  /** Check everything but delete nothing. Defaults to false. */
  dryRun?: Scalars['Boolean']['input'];
};

/** Contacts to erase. */
export type ContactsBulkEraseInput = {
  /** Which contacts to erase. A filter or segment that matches every contact is refused (REQUIRED). */
  target: ContactTarget;
  /**
   * How many contacts will be erased, as the caller has seen it. REQUIRED unless `dryRun` is true; with the errors of
   * `contactsBulkDelete`.
   */
  confirmCount?: InputMaybe<Scalars['Int']['input']>;
  /** Try everything but erase nothing. Defaults to false. */
  dryRun?: Scalars['Boolean']['input'];
};

/** Contacts to change, and the changes. */
export type ContactsBulkUpdateInput = {
  /** Which contacts to change. */
  target: ContactTarget;
  /** The changes to make to each contact. */
  set: ContactBulkSet;
  /** Check everything but change nothing. Defaults to false. */
  dryRun?: Scalars['Boolean']['input'];
};

/** How old stale contacts must be to be deleted. */
export type ContactsCleanupStaleInput = {
  /**
   * Minimum age as an ISO 8601 duration in whole numbers, at least a day and below 1,000 years; INVALID otherwise.
   * Defaults to P30D.
   */
  olderThan?: Scalars['String']['input'];
  /**
   * How many contacts will be deleted: `total` of a dry run. REQUIRED unless `dryRun` is true. If another number is stale now, nothing is
   * deleted: the number is INVALID and the message names the present one. If it changes before the job starts, the job ends as FAILED without
   * deleting anything.
   */
  confirmCount?: InputMaybe<Scalars['Int']['input']>;
  /** Count the contacts but delete nothing. Defaults to false. */
  dryRun?: Scalars['Boolean']['input'];
};

/** Which contacts to export, and how. */
export type ContactsExportInput = {
  /** Only contacts that match. All contacts if absent. */
  filter?: InputMaybe<ContactFilter>;
  /** Only contacts of this segment that also match `filter`; INVALID if the caller can see no such segment. */
  segment?: InputMaybe<Scalars['ID']['input']>;
  /** Format of the file. Defaults to CSV. */
  format?: ExportFormat;
  /**
   * 1 to 1,000 fields to write: those of ColumnMap that exports have and id, companyId, lastActivityAt, createdAt and updatedAt. If
   * absent, all fields, the custom attributes of all exported contacts, and the purposes of their consents: REFUSED if one of the addresses
   * refuses, else GRANTED if one grants. VCARD and JSCONTACT have no consents.
   */
  columns?: InputMaybe<Array<Scalars['String']['input']>>;
  /** How CSV and XLSX are written. INVALID at an option that the format does not have. */
  options?: InputMaybe<ContactsExportOptions>;
};

/** How the table of an export is written. */
export type ContactsExportOptions = {
  /** Begin CSV with a byte order mark, by which Excel recognizes UTF-8. Defaults to false. */
  byteOrderMark?: Scalars['Boolean']['input'];
  /** What separates the cells of CSV. Defaults to COMMA. */
  separator?: ExportSeparator;
  /**
   * Write phone numbers in CSV without the apostrophe that keeps spreadsheets from reading them as numbers. Defaults to
   * false.
   */
  rawPhoneNumbers?: Scalars['Boolean']['input'];
  /**
   * Give each email and phone number of CSV and XLSX a column of its own (`email`, `email 2`, `email 2 label`, …), as
   * many as the contact with the most has, instead of the columns emails and phoneNumbers. Defaults to false.
   */
  addressColumns?: Scalars['Boolean']['input'];
};

/** A file of contacts, and how to read it. */
export type ContactsImportInput = {
  /**
   * CSV or tab-separated text, an Excel workbook (.xlsx), vCards, JSContact or JSON Lines, at most 50 MiB and 1,000,000
   * rows. Format, encoding, separator and header row are detected; `contactsImportPreview` tells them.
   */
  file: Scalars['Upload']['input'];
  /**
   * Fields for columns that are not recognised, or not rightly. Other columns are recognised by their names, which may be those of the
   * fields or those in files of Chatwoot, HubSpot, Salesforce, Zendesk, Intercom, Pipedrive, Google, Outlook, LinkedIn and Mailchimp, in
   * English, German, French, Spanish, Portuguese, Italian and Dutch; columns without such a name by what their first 100 values look like.
   */
  map?: InputMaybe<Array<ColumnMap>>;
  /** What becomes of columns that are recognised by nothing. Defaults to REFUSE. */
  unknownColumns?: UnknownColumns;
  /** Whether rows may create contacts, change them, or both. Defaults to UPSERT. */
  mode?: ImportMode;
  /** Which values of a contact that exists a row may replace. Defaults to ALWAYS. */
  overwrite?: ImportOverwrite;
  /**
   * The keys by which rows find contacts, REQUIRED to be at least one; all if absent. An email or phone number that is not among them and
   * belongs to another contact becomes a shared address, with a warning.
   */
  matchBy?: InputMaybe<Array<ImportKey>>;
  /**
   * Order of day, month and year in dates, which become ISO 8601 in custom attributes. If absent, the order that the values of the column
   * prove, else the one of the region, with a warning.
   */
  dateOrder?: InputMaybe<DateOrder>;
  /**
   * Create the companies that rows name and the account does not have. Defaults to false: a company is linked if there is exactly one of
   * the name or domain, and its name is kept as `companyName` of the contact otherwise.
   */
  createCompanies?: Scalars['Boolean']['input'];
  /**
   * ISO 3166-1 alpha-2 code of the region used to interpret phone numbers without + or 00; INVALID if it is none. Defaults to the
   * `defaultRegion` of the account.
   */
  defaultRegion?: InputMaybe<Scalars['String']['input']>;
  /**
   * Encoding of the file, such as WINDOWS-1252, SHIFT_JIS or MACINTOSH, or one of the other names that the WHATWG's Encoding Standard has for
   * them; INVALID, with a list of all names, if there is none. Workbooks have none, so it says nothing about them. If absent, it is found out.
   */
  encoding?: InputMaybe<Scalars['String']['input']>;
  /**
   * Check every row but change nothing. Defaults to false. Rows are checked 1,000 at a time, so the result for a row
   * that depends on one far above it may differ from that of the real import.
   */
  dryRun?: Scalars['Boolean']['input'];
};

/** Result of `contactsImportPreview`. */
export type ContactsImportPreviewPayload = {
  /** What the import would do; null if there are errors. */
  preview: Maybe<ImportPreview>;
  /** The rules that the input broke; empty if the file can be imported. */
  userErrors: Array<UserError>;
};

/** Contacts to update or create. */
export type ContactsUpsertInput = {
  /** At most 500 contacts (LIMIT). `contact.inbox`, `contact.ipAddress` and matching by SOURCE are INVALID here. */
  inputs: Array<ContactUpsertInput>;
};

/** Result of `contactsUpsert`. */
export type ContactsUpsertPayload = {
  /** What became of each contact, in the order of the input; empty if there are errors in the whole. */
  results: Array<ContactUpsertResult>;
  /** The rules that the input as a whole broke; those of single contacts are in `results`. */
  userErrors: Array<UserError>;
};

/** A thread of messages with one contact through one inbox. */
export type Conversation = Node & {
  /** Opaque id of the conversation, with the prefix `conversation_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the conversation; new messages alone do not count. */
  version: Scalars['Int']['output'];
  /** Number for people to refer to; it counts up from 1 within the account and is never reused. */
  displayId: Scalars['Int']['output'];
  /** Open, pending, snoozed or resolved. */
  status: ConversationStatus;
  /** How urgent it is; null if not set. */
  priority: Maybe<ConversationPriority>;
  /** Time until which a SNOOZED conversation is postponed; null for other statuses, and if `snoozedUntilReply`. */
  snoozedUntil: Maybe<Scalars['DateTime']['output']>;
  /** Whether a SNOOZED conversation is postponed until the next message from the contact, however long that takes. */
  snoozedUntilReply: Scalars['Boolean']['output'];
  /** The contact that the conversation is with. */
  contact: Contact;
  /** The inbox that messages go through. */
  inbox: Inbox;
  /** The link between contact and inbox whose `sourceId` replies are sent to. */
  contactInbox: Maybe<ContactInbox>;
  /** The user who works on it; null if unassigned. */
  assignee: Maybe<User>;
  /** The team that it is assigned to; null if none. */
  team: Maybe<Team>;
  /** The bot that works on it; null if there is none or a user has taken over. */
  assigneeBot: Maybe<Bot>;
  /**
   * Since when the contact has been waiting for an answer; null if not. An answer is a message to the contact that is not
   * private, and resolving the conversation ends the wait.
   */
  waitingSince: Maybe<Scalars['DateTime']['output']>;
  /** When a user first answered; null if nobody did, or before this was recorded. */
  firstReplyAt: Maybe<Scalars['DateTime']['output']>;
  /** Labels of the conversation (not of its contact), by title; at most the 1,000 of the account. */
  labels: Array<Label>;
  /** Messages, oldest first; use `last` to get the newest. */
  messages: MessageConnection;
  /** The newest message; null if there is none. */
  lastMessage: Maybe<Message>;
  /** The contact's rating of the conversation; null if it was not rated. */
  csatResponse: Maybe<CsatResponse>;
  /** Custom attributes of the conversation: a JSON object of at most 256 keys and 64 KiB. */
  customAttributes: Scalars['JSON']['output'];
  /** What programs know of the conversation, such as the page on which it began: a JSON object. */
  additionalAttributes: Scalars['JSON']['output'];
  /** Ids of the conversation in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** When the newest message was added or, without messages, the conversation was created. */
  lastActivityAt: Scalars['DateTime']['output'];
  /**
   * What the caller may do with the conversation: `update` stands for `conversationUpdate` and for messages and ratings in
   * it, `delete` for `conversationDelete`.
   */
  viewerCan: RecordPermissions;
  /** When the conversation was created. */
  createdAt: Scalars['DateTime']['output'];
  /** When the conversation last changed; new messages alone do not count. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A thread of messages with one contact through one inbox. */
export type ConversationMessagesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** Finds a conversation by exactly one key. */
export type ConversationBy =
  /** Id of the conversation. */
  | { id: Scalars['ID']['input']; displayId?: never } /** Its number within the account. */
  | { id?: never; displayId: Scalars['Int']['input'] };

/** A page of conversations. */
export type ConversationConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<ConversationEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Conversation>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of conversations. */
export type ConversationConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new conversation. */
export type ConversationCreateInput = {
  /** Id of the contact; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** Id of the inbox; NOT_FOUND if there is none. */
  inboxId: Scalars['ID']['input'];
  /**
   * Id of the link to use if the contact has several to the inbox; NOT_FOUND if it is not one of them. Defaults to the
   * oldest. Without any, one is created; REQUIRED if the channel needs a source id that cannot be derived.
   */
  contactInboxId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Initial status; defaults to OPEN. SNOOZED is INVALID here: set it with `conversationUpdate`, together with
   * `snoozedUntil`.
   */
  status?: InputMaybe<ConversationStatus>;
  /** How urgent it is; not set by default. */
  priority?: InputMaybe<ConversationPriority>;
  /** Id of the user who will work on it; NOT_FOUND if there is none. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the team that it is assigned to; NOT_FOUND if there is none. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /** Titles of labels, at most 100. Titles without a label are created for administrators and NOT_FOUND for agents. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Custom attributes: a JSON object of at most 256 keys and 64 KiB, checked against the definitions for CONVERSATION. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
};

/** Selects a conversation to delete. */
export type ConversationDeleteInput = {
  /** Id of the conversation. */
  id: Scalars['ID']['input'];
  /** If given and the conversation has another version, nothing is deleted and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Result of `conversationDelete`. */
export type ConversationDeletePayload = {
  /** Id of the deleted conversation; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A conversation and its position in the list. */
export type ConversationEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The conversation at this position. */
  node: Conversation;
};

/**
 * Selects conversations. All fields that are given must match. The rules and limits are those of ContactFilter: a condition
 * that says nothing is INVALID.
 */
export type ConversationFilter = {
  /** All of these filters match. */
  and?: InputMaybe<Array<ConversationFilter>>;
  /** At least one of these filters matches. */
  or?: InputMaybe<Array<ConversationFilter>>;
  /** This filter does not match. */
  not?: InputMaybe<ConversationFilter>;
  /** Status of the conversation. */
  status?: InputMaybe<ConversationStatusFilter>;
  /** The inbox that the conversation goes through. */
  inboxId?: InputMaybe<IdFilter>;
  /** The user to whom the conversation is assigned; `isNull` finds those that nobody works on. */
  assigneeId?: InputMaybe<IdFilter>;
  /** The team to which the conversation is assigned; `isNull` finds those without one. */
  teamId?: InputMaybe<IdFilter>;
  /** Labels of the conversation itself, not of its contact. */
  labels?: InputMaybe<LabelsFilter>;
  /** How urgent the conversation is; `isNull` finds those without a priority. */
  priority?: InputMaybe<ConversationPriorityFilter>;
  /** When the conversation was created. */
  createdAt?: InputMaybe<DateTimeFilter>;
  /** When the newest message was added. */
  lastActivityAt?: InputMaybe<DateTimeFilter>;
  /** The contact that the conversation is with. */
  contactId?: InputMaybe<IdFilter>;
  /** The company of that contact. */
  companyId?: InputMaybe<IdFilter>;
  /** Its number within the account. */
  displayId?: InputMaybe<NumberFilter>;
  /** Since when the contact has been waiting for an answer; `isNull` finds those in which nobody waits. */
  waitingSince?: InputMaybe<DateTimeFilter>;
};

/** What `conversationsLive` sends. */
export type ConversationListChange = ConversationListSnapshot | ConversationListPatch | ConversationListReset;

/** A conversation that a client has. */
export type ConversationListHave = {
  /** Id of the conversation. */
  id: Scalars['ID']['input'];
  /** The `version` in which the client has the conversation; one that differs is sent again. */
  version: Scalars['Int']['input'];
  /** Its `lastActivityAt`. If it is given and differs, the conversation is sent again; if absent, only the version is compared. */
  lastActivityAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A conversation comes into the list. */
export type ConversationListInsert = {
  /** Id of the conversation after which it comes; null if it is the first one. */
  after: Maybe<Scalars['ID']['output']>;
  /** The conversation that is new in the list, with the fields that the subscription selects. */
  node: Conversation;
};

/** A conversation of the list goes to another place. */
export type ConversationListMove = {
  /** Id of the conversation that moves. */
  conversationId: Scalars['ID']['output'];
  /** Id of the conversation after which it comes; null if it is the first one. */
  after: Maybe<Scalars['ID']['output']>;
};

/** A change of a list of conversations. */
export type ConversationListOp = ConversationListInsert | ConversationListMove | ConversationListUpdate | ConversationListRemove;

/** Changes that lead from one state of the list to a later one. */
export type ConversationListPatch = {
  /**
   * The `cursor` of the message before, to whose list the changes apply; null if they apply to what the client said in
   * `have`.
   */
  from: Maybe<Scalars['Cursor']['output']>;
  /** The position in the event log at which the list is true once the changes are applied. */
  cursor: Scalars['Cursor']['output'];
  /** The changes, to be applied one after the other. Empty if only the count has changed, or nothing since `have`. */
  ops: Array<ConversationListOp>;
  /** The number of conversations that match, not only of those in the list; null without `countLimit`. */
  count: Maybe<Count>;
};

/** Why a conversation is in a list no longer. */
export type ConversationListReason =
  /** It does not match any more, or may not be seen any more. */
  | 'LEFT'
  /** It still matches, but comes after the end of the list. */
  | 'PUSHED_OUT'
  /** It was deleted, by itself or with its contact. */
  | 'DELETED';

/** A conversation is in the list no longer. */
export type ConversationListRemove = {
  /** Id of the conversation that is gone. */
  conversationId: Scalars['ID']['output'];
  /** Why. */
  reason: ConversationListReason;
};

/**
 * The list can't be led on by changes, because the database was replaced or too much has happened since the client took the
 * last message: drop it. A ConversationListSnapshot follows.
 */
export type ConversationListReset = {
  /** Why, for people. */
  reason: Scalars['String']['output'];
};

/** The whole list: it replaces whatever the client has. */
export type ConversationListSnapshot = {
  /** The position in the event log at which the list is true. */
  cursor: Scalars['Cursor']['output'];
  /** The conversations in their order. */
  nodes: Array<Conversation>;
  /** The number of conversations that match, not only of those in the list; null without `countLimit`. */
  count: Maybe<Count>;
};

/**
 * A conversation of the list has another version, last activity, waiting time or first reply: messages cause an update too.
 * So does a merge that moves it to another contact; its rating does not.
 */
export type ConversationListUpdate = {
  /** The conversation as it is now. */
  node: Conversation;
};

/** Sort key for conversations. */
export type ConversationOrder = {
  /** The field to sort by. */
  field: ConversationOrderField;
  /** Ascending or descending. Defaults to DESC. */
  direction?: Direction;
};

/** Fields to sort conversations by. */
export type ConversationOrderField =
  /** By the time of the newest message. */
  | 'LAST_ACTIVITY_AT'
  /** By the time of creation. */
  | 'CREATED_AT'
  /** By priority, from none through LOW to URGENT. */
  | 'PRIORITY'
  /** By the time since when the contact has been waiting; conversations in which nobody waits come last. */
  | 'WAITING_SINCE';

/** Result of `conversationCreate` and `conversationUpdate`. */
export type ConversationPayload = {
  /** The conversation as stored; null if there are errors. */
  conversation: Maybe<Conversation>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** How urgent a conversation is. */
export type ConversationPriority =
  /** Lower than normal. */
  | 'LOW'
  /** Normal priority. */
  | 'MEDIUM'
  /** Higher than normal. */
  | 'HIGH'
  /** Needs immediate attention. */
  | 'URGENT';

/** A condition on the priority of a conversation. All operators that are given must match. */
export type ConversationPriorityFilter = {
  /** It has this priority. */
  eq?: InputMaybe<ConversationPriority>;
  /** It has another priority, or none. */
  ne?: InputMaybe<ConversationPriority>;
  /** It has one of these priorities. */
  in?: InputMaybe<Array<ConversationPriority>>;
  /** It has none of these priorities, or no priority at all. */
  nin?: InputMaybe<Array<ConversationPriority>>;
  /** If true, it has no priority; if false, it has one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** State of a conversation. */
export type ConversationStatus =
  /** Needs an answer or is being worked on. */
  | 'OPEN'
  /** Nobody has started to work on it. */
  | 'PENDING'
  /** Postponed until a set time. The next message from the contact reopens it. */
  | 'SNOOZED'
  /** Finished. The next message from the contact reopens it, unless the contact is blocked. */
  | 'RESOLVED';

/** A condition on the status of a conversation. All operators that are given must match. */
export type ConversationStatusFilter = {
  /** It has this status. */
  eq?: InputMaybe<ConversationStatus>;
  /** It has another status. */
  ne?: InputMaybe<ConversationStatus>;
  /** It has one of these statuses. */
  in?: InputMaybe<Array<ConversationStatus>>;
  /** It has none of these statuses. */
  nin?: InputMaybe<Array<ConversationStatus>>;
};

/** Someone has begun to type in a conversation, or has stopped. */
export type ConversationTypingEvent = {
  /** Id of the conversation. */
  conversationId: Scalars['ID']['output'];
  /** Whether they type; false when they have stopped. */
  typing: Scalars['Boolean']['output'];
  /** Whether they write a private message, of which the contact must not know. */
  private: Scalars['Boolean']['output'];
  /** Who it is: a user, or the contact of the conversation; null for an API token, and if they have been removed. */
  by: Maybe<MessageSender>;
};

/** Says that someone types in a conversation, or has stopped. */
export type ConversationTypingInput = {
  /** Id of the conversation; NOT_FOUND if there is none. */
  conversationId: Scalars['ID']['input'];
  /** False when they have stopped. Defaults to true. */
  typing?: Scalars['Boolean']['input'];
  /** Whether they write a private message. Defaults to false; INVALID with `incoming`. */
  private?: Scalars['Boolean']['input'];
  /**
   * Whether the contact of the conversation types, as a program between it and this server knows, and not the caller. Defaults to
   * false.
   */
  incoming?: Scalars['Boolean']['input'];
};

/** Result of `conversationTyping`. */
export type ConversationTypingPayload = {
  /** What was said; null if there are errors. */
  typing: Maybe<ConversationTypingEvent>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * Changes to a conversation. Fields that are absent are left unchanged; null clears a field, and is INVALID for `status` and
 * `contactId`.
 */
export type ConversationUpdateInput = {
  /** Id of the conversation to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the conversation has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New status; it cannot be cleared. SNOOZED requires `snoozedUntil` or `snoozedUntilReply`, unless one is set already. */
  status?: InputMaybe<ConversationStatus>;
  /** Time in the future until which the conversation is snoozed. INVALID unless the status is SNOOZED. */
  snoozedUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * Whether the conversation is snoozed until the next message from the contact, instead of `snoozedUntil`. INVALID unless the
   * status is SNOOZED.
   */
  snoozedUntilReply?: InputMaybe<Scalars['Boolean']['input']>;
  /** How urgent it is; null for no priority. */
  priority?: InputMaybe<ConversationPriority>;
  /** Id of the user who works on it, null for nobody; NOT_FOUND if there is no such user. */
  assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the team that it is assigned to, null for none; NOT_FOUND if there is no such team. */
  teamId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Replaces all labels by these titles, at most 100; null removes all. Titles without a label are created for administrators and
   * NOT_FOUND for agents.
   */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Changes the custom attributes key by key; a null value removes its key, null as a whole removes all. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether `customAttributes` are all that the conversation has afterwards; other keys are removed. Defaults to false. */
  replaceCustomAttributes?: Scalars['Boolean']['input'];
  /**
   * Moves the conversation, with the contact's messages in it and its rating, to this contact. Replies are still sent
   * to the same address. NOT_FOUND if there is no such contact.
   */
  contactId?: InputMaybe<Scalars['ID']['input']>;
};

/** A condition on a contact's conversations. All operators that are given must match. */
export type ConversationsFilter = {
  /** At least one conversation matches; `{}` finds contacts that have any. */
  some?: InputMaybe<ConversationFilter>;
  /** All conversations match; true for contacts without conversations. `{}` is INVALID, as it says nothing. */
  every?: InputMaybe<ConversationFilter>;
  /** No conversation matches; `{}` finds contacts that have none. */
  none?: InputMaybe<ConversationFilter>;
  /** Number of conversations. To find contacts without any, `none: {}` is faster. */
  count?: InputMaybe<NumberFilter>;
};

/** The number of rows in a list. It is exact up to the limit that was asked for and a lower bound beyond it. */
export type Count = {
  /** The number of rows, or the limit if there are more. */
  value: Scalars['Int']['output'];
  /** Whether the value is exact or a lower bound. */
  precision: CountPrecision;
};

/** Whether a count is exact. */
export type CountPrecision =
  /** The value is the number of rows. */
  | 'EXACT'
  /** The list has more rows than the limit that was asked for; the value is that limit. */
  | 'AT_LEAST';

/**
 * Selects ratings. All fields that are given must match. The rules and limits are those of ContactFilter: a condition that
 * says nothing is INVALID.
 */
export type CsatFilter = {
  /** All of these filters match. */
  and?: InputMaybe<Array<CsatFilter>>;
  /** At least one of these filters matches. */
  or?: InputMaybe<Array<CsatFilter>>;
  /** This filter does not match. */
  not?: InputMaybe<CsatFilter>;
  /** One of these values, each 1 to 5; other values are INVALID. */
  rating?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The inbox of the rated conversation. */
  inboxId?: InputMaybe<IdFilter>;
  /** The user to whom the conversation was assigned; `isNull` finds ratings of conversations that nobody worked on. */
  agentId?: InputMaybe<IdFilter>;
  /** The contact who gave the rating. */
  contactId?: InputMaybe<IdFilter>;
  /** Ratings given at these times. */
  createdAt?: InputMaybe<DateTimeFilter>;
};

/** The ratings of one month. */
export type CsatMonth = {
  /** Year and month in the account's time zone, such as `2026-03`. */
  month: Scalars['String']['output'];
  /** Summary of that month's ratings. */
  summary: CsatSummary;
};

/** Sort key for ratings. */
export type CsatOrder = {
  /** The field to sort by. */
  field: CsatOrderField;
  /** Ascending or descending. Defaults to DESC. */
  direction?: Direction;
};

/** Fields to sort ratings by. */
export type CsatOrderField =
  /** By the time of the rating. */
  | 'CREATED_AT'
  /** By the rating, 1 to 5. */
  | 'RATING';

/** Statistics on ratings. */
export type CsatReport = {
  /** Summary of all selected ratings. */
  summary: CsatSummary;
  /**
   * Summary for each month in the account's time zone, oldest first. Months without ratings are omitted; at most the latest
   * 120 are returned.
   */
  byMonth: Array<CsatMonth>;
  /** Percentage of ratings that are 4 or 5, from 0 to 100; null if there are none. */
  satisfactionScore: Maybe<Scalars['Float']['output']>;
  /**
   * Percentage of resolved conversations that were rated, from 0 to 100, among those in inboxes with
   * `csatSurveyEnabled` that match the filter without its conditions on the rating (the agent is here the one to whom
   * the conversation is assigned, and the time that at which it was created). Null if there are none.
   */
  responseRate: Maybe<Scalars['Float']['output']>;
};

/** A contact's rating of a conversation. */
export type CsatResponse = Node & {
  /** Opaque id of the rating, with the prefix `csat_`. */
  id: Scalars['ID']['output'];
  /** 1 (worst) to 5 (best). */
  rating: Scalars['Int']['output'];
  /** The contact's comment, at most 10,000 characters; may be blank. */
  feedback: Scalars['String']['output'];
  /** The contact who gave the rating. */
  contact: Contact;
  /** The conversation that was rated. */
  conversation: Conversation;
  /** The user to whom the conversation was assigned at that time; null if nobody. */
  assignedAgent: Maybe<User>;
  /** Increases with every change of the rating. */
  version: Scalars['Int']['output'];
  /** What a user of the account wrote about the rating; may be blank. */
  reviewNotes: Scalars['String']['output'];
  /** When the notes were last written; null if never. */
  reviewedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who wrote the notes last; null if nobody, or if the user has been removed. */
  reviewedBy: Maybe<User>;
  /** What the caller may do with the rating. */
  viewerCan: CsatResponsePermissions;
  /** When the rating was given. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of ratings. */
export type CsatResponseConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<CsatResponseEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<CsatResponse>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of ratings. */
export type CsatResponseConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A rating of a conversation. */
export type CsatResponseCreateInput = {
  /** Id of the rated conversation; NOT_FOUND if there is none. */
  conversationId: Scalars['ID']['input'];
  /** 1 (worst) to 5 (best); other values are INVALID. */
  rating: Scalars['Int']['input'];
  /** The contact's comment, at most 10,000 characters. */
  feedback?: InputMaybe<Scalars['String']['input']>;
};

/** A rating and its position in the list. */
export type CsatResponseEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The rating at this position. */
  node: CsatResponse;
};

/** Result of `csatResponseCreate` and `csatResponseReview`. */
export type CsatResponsePayload = {
  /** The rating as stored; null if there are errors. */
  csatResponse: Maybe<CsatResponse>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What the caller may do with a rating, as `RecordPermissions` says. */
export type CsatResponsePermissions = {
  /** Whether `csatResponseReview` is allowed. */
  review: Scalars['Boolean']['output'];
};

/** What the team thinks of a rating. */
export type CsatResponseReviewInput = {
  /** Id of the rating; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the rating has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The notes, at most 10,000 characters; blank for none. */
  reviewNotes: Scalars['String']['input'];
};

/** Which ratings to export. */
export type CsatResponsesExportInput = {
  /** Only ratings that match. All ratings if absent. */
  filter?: InputMaybe<CsatFilter>;
};

/** Number, average and distribution of ratings. */
export type CsatSummary = {
  /** Arithmetic mean of the ratings, 1 to 5; null if there are none. */
  averageRating: Maybe<Scalars['Float']['output']>;
  /** Number of ratings. */
  count: Scalars['Int']['output'];
  /** Number of ratings with 1, 2, 3, 4 and 5, in this order. */
  distribution: Array<Scalars['Int']['output']>;
};

/**
 * Describes the values that a custom attribute may have. Values under defined keys are checked on every write, imports
 * included; keys without a definition accept any JSON value.
 */
export type CustomAttributeDefinition = Node & {
  /** Opaque id of the definition, with the prefix `attribute_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the definition. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** The key in `customAttributes`; unique for its kind of record. It cannot be changed. */
  key: Scalars['String']['output'];
  /** Name to show to people, 1 to 100 characters. */
  displayName: Scalars['String']['output'];
  /** Which values are accepted. It cannot be changed. */
  type: AttributeType;
  /** The kind of record that has the attribute. */
  model: AttributeModel;
  /** What the attribute is for, at most 1,000 characters; may be blank. */
  description: Scalars['String']['output'];
  /** The values that a LIST accepts; empty for other types. */
  values: Array<Scalars['String']['output']>;
  /** Regular expression in RE2 syntax that a TEXT must match; null if there is none. */
  pattern: Maybe<Scalars['String']['output']>;
  /** Error message for texts that do not match the pattern; null for the default message. */
  patternHint: Maybe<Scalars['String']['output']>;
  /**
   * True if duplicates of contacts are looked for by the attribute: a birth date, a street address, a number that a person has. See
   * `contactDuplicates`.
   */
  evidence: Scalars['Boolean']['output'];
  /** The segments whose filters have a condition on the attribute; none for other records than contacts. */
  usedBySegments: SegmentUsage;
  /**
   * What the caller may do with the definition: `update` stands for `customAttributeDefinitionUpdate`, `delete` for
   * `customAttributeDefinitionDelete`.
   */
  viewerCan: RecordPermissions;
  /** When the definition was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A new definition of a custom attribute. */
export type CustomAttributeDefinitionCreateInput = {
  /**
   * 1 to 128 letters and digits of any script, `_`, `.` and `-`, stored in NFC. Names of standard fields, such as `email`,
   * are INVALID in any case. TAKEN if a definition for the kind of record has the key, also if it differs in case only.
   */
  key: Scalars['String']['input'];
  /** Name to show to people, 1 to 100 characters. */
  displayName: Scalars['String']['input'];
  /** Which values are accepted. It cannot be changed later. */
  type: AttributeType;
  /** The kind of record that has the attribute. Defaults to CONTACT. */
  model?: AttributeModel;
  /** What the attribute is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * The values that a LIST accepts: 1 to 1,000 distinct values of at most 255 characters. Required for LIST, INVALID
   * for other types.
   */
  values?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * Regular expression in RE2 syntax, at most 500 characters, that values must match. INVALID for types other than
   * TEXT.
   */
  pattern?: InputMaybe<Scalars['String']['input']>;
  /** Error message for texts that do not match the pattern, at most 255 characters. */
  patternHint?: InputMaybe<Scalars['String']['input']>;
  /**
   * True if duplicates of contacts are looked for by the attribute. Defaults to false. INVALID for other types than TEXT and
   * DATE and for other records than contacts, LIMIT if 8 attributes are evidence.
   */
  evidence?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Selects a definition to delete. */
export type CustomAttributeDefinitionDeleteInput = {
  /** Id of the definition. */
  id: Scalars['ID']['input'];
};

/** Result of `customAttributeDefinitionDelete`. */
export type CustomAttributeDefinitionDeletePayload = {
  /** Id of the deleted definition; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Result of `customAttributeDefinitionCreate` and `customAttributeDefinitionUpdate`. */
export type CustomAttributeDefinitionPayload = {
  /** The definition as stored; null if there are errors. */
  customAttributeDefinition: Maybe<CustomAttributeDefinition>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * Changes to a definition. Fields that are absent are left unchanged; null clears a field, and is INVALID for `displayName` and
 * for the values of a LIST.
 */
export type CustomAttributeDefinitionUpdateInput = {
  /** Id of the definition to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the definition has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Name to show to people, 1 to 100 characters; it cannot be cleared. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** What the attribute is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /**
   * Replaces the values that a LIST accepts: 1 to 1,000 distinct values of at most 255 characters. A LIST cannot be
   * without values.
   */
  values?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Replaces the regular expression (RE2, at most 500 characters) that a TEXT must match. */
  pattern?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the error message for texts that do not match, at most 255 characters. */
  patternHint?: InputMaybe<Scalars['String']['input']>;
  /**
   * True if duplicates of contacts are looked for by the attribute. All contacts are compared anew when it changes. INVALID for other types
   * than TEXT and DATE and for other records than contacts, LIMIT if 8 attributes are evidence.
   */
  evidence?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * A condition on a custom attribute. All operators that are given must match. A value of another type matches none of
 * them, not even `ne` and `isNull`, and causes no error.
 */
export type CustomAttributeFilter = {
  /** Key of the attribute, in any Unicode normal form; case matters. */
  key: Scalars['String']['input'];
  /** The value is a text that matches. `eq`, `ne`, `in` and `nin` compare exactly, other operators ignore case. */
  text?: InputMaybe<StringFilter>;
  /** The value is a number that matches. */
  number?: InputMaybe<NumberFilter>;
  /** The value is a boolean that matches. */
  boolean?: InputMaybe<BooleanFilter>;
  /**
   * The value is a text that contains a day, such as 2026-03-01, or an instant, such as 2026-03-01T09:30:00Z, and it
   * matches. Instants are compared as the days that they are in the account's time zone.
   */
  date?: InputMaybe<DateFilter>;
  /** The value is a list of texts, or a single text, that matches; texts are compared exactly. */
  list?: InputMaybe<ListFilter>;
  /** If true, the attribute is not set or null; if false, it has a value of any type. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * A role of the account's own. Its users read the account, as far as `contactFilter` and `maskedFields` let them, and do what
 * `permissions` say.
 */
export type CustomRole = Node & {
  /** Opaque id of the role, with the prefix `role_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the role. */
  version: Scalars['Int']['output'];
  /** Name, 1 to 100 characters, unique in the account. */
  name: Scalars['String']['output'];
  /** What the role is for, blank if nobody said so. */
  description: Scalars['String']['output'];
  /** What users with the role may do besides reading. */
  permissions: Array<Permission>;
  /**
   * The filter of contacts as JSON, in the form of ContactFilter; null for all contacts, and for viewers who do not manage users.
   * For users with the role no other contact exists, nor what belongs to one: it is in no list, count, group, search, pair of duplicates,
   * event, export or job, ids give nothing, and changes are NOT_FOUND.
   */
  contactFilter: Maybe<Scalars['JSON']['output']>;
  /** What users with the role do not see of contacts. */
  maskedFields: Array<MaskedField>;
  /** What the caller may do with the role: `update` stands for `roleUpdate`, `delete` for `roleDelete`. */
  viewerCan: RecordPermissions;
  /** When the role was created. */
  createdAt: Scalars['DateTime']['output'];
};

/**
 * A condition on a day. Days have no time zone: 2026-03-01 is the same day everywhere. An instant, stored or as an operand,
 * is the day that it is in the account's time zone (`Account.timeZone`). All operators that are given must match.
 */
export type DateFilter = {
  /** On this day. */
  eq?: InputMaybe<Scalars['Date']['input']>;
  /** On another day, or there is no value. */
  ne?: InputMaybe<Scalars['Date']['input']>;
  /** Before this day. */
  lt?: InputMaybe<Scalars['Date']['input']>;
  /** On or before this day. */
  lte?: InputMaybe<Scalars['Date']['input']>;
  /** After this day. */
  gt?: InputMaybe<Scalars['Date']['input']>;
  /** On or after this day. */
  gte?: InputMaybe<Scalars['Date']['input']>;
  /**
   * Today or one of the days before it: P7D is today and the six days before. An ISO 8601 duration in whole numbers, below
   * 1,000 years.
   */
  withinLast?: InputMaybe<Scalars['String']['input']>;
  /** Today or one of the days after it: P7D is today and the six days after. A duration as in `withinLast`. */
  withinNext?: InputMaybe<Scalars['String']['input']>;
  /** Before the days that `withinLast` finds. */
  olderThan?: InputMaybe<Scalars['String']['input']>;
  /** Within this period. */
  during?: InputMaybe<Period>;
  /**
   * Its anniversary, such as a birthday, is today or one of the days after it: P30D is today and the 29 days after. The year
   * of the date does not matter. In years without February 29, that day's anniversary is on February 28. A duration as in
   * `withinLast`.
   */
  anniversaryWithinNext?: InputMaybe<Scalars['String']['input']>;
  /** Its anniversary is within this period. */
  anniversaryDuring?: InputMaybe<Period>;
  /** If true, there is no date; if false, there is one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Order of day, month and year in dates. */
export type DateOrder =
  /** Day, month, year, as in 31/12/2026. Dates with dots are always in this order. */
  | 'DMY'
  /** Month, day, year, as in 12/31/2026. */
  | 'MDY'
  /** Year, month, day, as in 2026-12-31. Other dates are converted if they can be read in one way only, and stay texts otherwise. */
  | 'YMD';

/** A condition on a point in time. All operators that are given must match. */
export type DateTimeFilter = {
  /** Exactly at this time. */
  eq?: InputMaybe<Scalars['DateTime']['input']>;
  /** At another time, or there is no value. */
  ne?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this time. */
  lt?: InputMaybe<Scalars['DateTime']['input']>;
  /** At or before this time. */
  lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** After this time. */
  gt?: InputMaybe<Scalars['DateTime']['input']>;
  /** At or after this time. */
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * Between this long ago and now: an ISO 8601 duration in whole numbers, below 1,000 years, such as P30D. Years, months,
   * weeks and days are those of the account's time zone: P1D before noon is noon of the day before, also when that day had
   * 23 or 25 hours.
   */
  withinLast?: InputMaybe<Scalars['String']['input']>;
  /** Between now and this far ahead: a duration as in `withinLast`. */
  withinNext?: InputMaybe<Scalars['String']['input']>;
  /** Longer ago than this: a duration as in `withinLast`. */
  olderThan?: InputMaybe<Scalars['String']['input']>;
  /** Within this period, which begins and ends with days of the account's time zone. */
  during?: InputMaybe<Period>;
  /** If true, there is no time; if false, there is one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A place in a stored filter that names a record which does not exist any more. */
export type DeadReference = {
  /** The kind of record that is missing. */
  kind: FilterReferenceKind;
  /** The path of the value in `Segment.filter`, such as `labels`, `none`, `0`. */
  path: Array<Scalars['String']['output']>;
  /** The value there: the id of the missing record, or the title of a label that there has never been. */
  value: Scalars['String']['output'];
  /** What is missing and what to do, to show to people. */
  message: Scalars['String']['output'];
};

/** Sort direction. */
export type Direction =
  /** Ascending: smallest, earliest or A first. */
  | 'ASC'
  /** Descending: largest, latest or Z first. */
  | 'DESC';

/** Contacts that are connected by probable pairs. */
export type DuplicateCluster = {
  /** The contacts, oldest first, at most 100. */
  contacts: Array<Contact>;
  /** The number of contacts of the group. */
  size: Scalars['Int']['output'];
  /** The probability of the least probable pair that holds the group together. */
  probability: Scalars['Float']['output'];
};

/** Two contacts that are different people. */
export type DuplicateDismissInput = {
  /** Ids of exactly two different contacts; INVALID otherwise, NOT_FOUND if one does not exist. */
  contactIds: Array<Scalars['ID']['input']>;
};

/** Result of `duplicateDismiss`. */
export type DuplicateDismissPayload = {
  /** True if the pair is dismissed, false if there are errors. */
  dismissed: Scalars['Boolean']['output'];
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What is known of a person who may be a contact already. INVALID if nothing is given. */
export type DuplicateDraft = {
  /** The name, at most 255 characters: the given name, or the whole name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The middle name, at most 255 characters. */
  middleName?: InputMaybe<Scalars['String']['input']>;
  /** The family name, at most 255 characters. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** Email addresses, at most 10. One that is no email address is INVALID. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Phone numbers with + and country code, at most 10. Others are INVALID. */
  phoneNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  /** An identifier of the person in another system, at most 255 characters. */
  identifier?: InputMaybe<Scalars['String']['input']>;
  /** The name of the company, at most 255 characters. */
  companyName?: InputMaybe<Scalars['String']['input']>;
  /** The city, at most 255 characters. */
  city?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 code of the country. */
  countryCode?: InputMaybe<Scalars['String']['input']>;
  /** An object with custom attributes; those count whose definitions say `evidence`. */
  customAttributes?: InputMaybe<Scalars['JSON']['input']>;
};

/** A contact that is probably the person of a draft. */
export type DuplicateMatch = {
  /** The contact that exists already. */
  contact: Contact;
  /** How probable it is that it is the person, 0 to 1. */
  probability: Scalars['Float']['output'];
  /** What speaks for and against it, the weightiest first. */
  reasons: Array<DuplicateReason>;
};

/**
 * Which pairs of `contactDuplicates` are merged without anybody asking for it: those that are probable enough and have an equal
 * strong key. A strong key is an email address or phone number that is the same in another notation (as with or without the dots of
 * Gmail), or an equal value of one of the attributes that the rule names. Contacts that have an address in common, which is a shared
 * one, are left to people; so are pairs of which one contact is blocked, and those whose merge somebody has undone. The older contact
 * survives.
 * The merge is one like others: its events have no actor, and `contactUnmerge` undoes it.
 */
export type DuplicateMergeRule = {
  /** The least probability of a pair, 0.9 to 1. */
  minProbability: Scalars['Float']['output'];
  /** Custom attributes whose equal values are strong keys, sorted. */
  attributeKeys: Array<Scalars['String']['output']>;
};

/** The rule by which duplicates are merged; see `DuplicateMergeRule`. */
export type DuplicateMergeRuleInput = {
  /** The least probability of a pair, 0.9 to 1; other values are INVALID. Defaults to 0.99. */
  minProbability?: Scalars['Float']['input'];
  /**
   * Custom attributes whose equal values are strong keys, such as a customer number. INVALID if a definition does not
   * say `evidence`. None by default.
   */
  attributeKeys?: Array<Scalars['String']['input']>;
};

/** Two contacts that are probably the same person. */
export type DuplicatePair = {
  /** The two contacts. */
  contacts: Array<Contact>;
  /** How probable it is that they are one person, 0 to 1: of a hundred pairs with 0.9, ninety are. */
  probability: Scalars['Float']['output'];
  /** What speaks for and against it, the weightiest first. Values that one of the two lacks say nothing. */
  reasons: Array<DuplicateReason>;
};

/** A page of pairs. The list goes forward only. */
export type DuplicatePairConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<DuplicatePairEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<DuplicatePair>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of pairs. The list goes forward only. */
export type DuplicatePairConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A pair and its position in the list. */
export type DuplicatePairEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The pair at this position. */
  node: DuplicatePair;
};

/** One thing that speaks for or against two contacts being one person. */
export type DuplicateReason = {
  /** What was compared. */
  field: DuplicateReasonField;
  /** How the values are similar. */
  kind: DuplicateReasonKind;
  /** The key of the custom attribute that was compared; null for other fields. */
  attributeKey: Maybe<Scalars['String']['output']>;
  /**
   * The weight in bits: each bit doubles the odds, a negative one halves them. It is the binary logarithm of how much more
   * often this is found in two records of one person than in those of two persons; equal values weigh more the rarer they are.
   */
  bits: Scalars['Float']['output'];
};

/** What two contacts are compared by. */
export type DuplicateReasonField =
  /** The given names. */
  | 'GIVEN_NAME'
  /** The family names. */
  | 'FAMILY_NAME'
  /** The other names. */
  | 'MIDDLE_NAME'
  /** The order of the names. */
  | 'NAME_ORDER'
  /** Suffixes such as Jr. and II. */
  | 'GENERATION'
  /** The email addresses. */
  | 'EMAIL'
  /** The phone numbers. */
  | 'PHONE_NUMBER'
  /** The identifiers. */
  | 'IDENTIFIER'
  /** The companies, or the domains of email addresses that are no mail provider's. */
  | 'COMPANY'
  /** The cities. */
  | 'CITY'
  /** The countries. */
  | 'COUNTRY'
  /** A custom attribute whose definition says `evidence`. */
  | 'ATTRIBUTE';

/** How two values are similar. */
export type DuplicateReasonKind =
  /** Nothing in common. */
  | 'DIFFERENT'
  /** The same, apart from case, accents, script and, for addresses, notation. */
  | 'EXACT'
  /** A Jaro–Winkler similarity of 0.92 or more. */
  | 'SIMILAR'
  /** A Jaro–Winkler similarity of 0.88 or more, one letter, or the same sound. */
  | 'ALIKE'
  /** Names: a short form or another spelling of the name. */
  | 'NICKNAME'
  /** Names: the first letter. */
  | 'INITIAL'
  /** Names: given and family name exchanged. Texts: other order of the words. Dates: day and month exchanged. */
  | 'SWAPPED'
  /** Addresses: one letter or digit. Dates: one digit. */
  | 'TYPO'
  /** EMAIL: the same distinctive part before the @, at another domain. */
  | 'SAME_LOCAL'
  /** EMAIL: the same part before the @, made of the name, at another domain. */
  | 'NAMED_LOCAL'
  /** PHONE_NUMBER: the same national number in another country. */
  | 'SAME_NATIONAL'
  /** Dates: the same year. */
  | 'SAME_YEAR'
  /** EMAIL: the same but for the digits, as people of one name are numbered. */
  | 'NUMBERED';

/** A place where an erasure looks. */
export type ErasedPlace =
  /** Contacts: the one that was asked for. */
  | 'CONTACTS'
  /** Contacts that were merged into it, whose rows the records of the merges keep. */
  | 'MERGED_CONTACTS'
  /** Emails, phone numbers and identifiers of the contact. */
  | 'ADDRESSES'
  /**
   * What was said about being contacted at the person's addresses. Refusals that were recorded for the person at an address which
   * another contact has stay, without their proof.
   */
  | 'CONSENTS'
  /** Suppressed addresses: those that were added to the list of addresses that must not be stored. */
  | 'SUPPRESSIONS'
  /** Links to inboxes. */
  | 'INBOX_LINKS'
  /** Links that conversations of other contacts still use; they are kept without the address. */
  | 'INBOX_LINKS_ELSEWHERE'
  /** The person's conversations. */
  | 'CONVERSATIONS'
  /** Messages of the person's conversations. */
  | 'MESSAGES'
  /** Messages that the person sent in conversations of others; they are kept without their text and sender. */
  | 'MESSAGES_ELSEWHERE'
  /** Notes about the person. */
  | 'NOTES'
  /** Ratings by the person, and of the person's conversations. */
  | 'RATINGS'
  /** Labels of the contact and of its conversations. */
  | 'LABELS'
  /** The last heartbeat. */
  | 'PRESENCE'
  /** Suggested duplicates, keys by which they are found, and dismissed pairs. */
  | 'DUPLICATES'
  /** Records of merges, with the snapshots in them, also of merges that were undone. */
  | 'MERGES'
  /** Events of the person in the log, whose values were replaced by a tombstone. */
  | 'EVENTS'
  /** Events of contacts that the person was merged into for a while, from the merge until it was undone. */
  | 'EVENTS_ELSEWHERE'
  /** Webhook deliveries of those events, whose errors may quote them. */
  | 'WEBHOOK_DELIVERIES'
  /**
   * Kept answers to requests with an Idempotency-Key, all of the account: they are encrypted, so nobody can tell which hold
   * the person. A retry gets CONFLICT.
   */
  | 'IDEMPOTENCY_ANSWERS'
  /** Filters and settings of jobs that name the person. */
  | 'JOB_TASKS'
  /**
   * Failures and warnings of imports about the person or about no contact, without their cells and messages, and what jobs
   * would need to be undone.
   */
  | 'JOB_RECORDS'
  /**
   * Files of exports made since the person became known, and files of failed rows: they are deleted whole, because the
   * others in them can be exported again.
   */
  | 'FILES'
  /** Segments whose filter or name has an address or the full name of the person. */
  | 'SEGMENTS'
  /**
   * Filters of roles that name the person. Where a filter would mean something else without the person, it matches nobody from
   * then on.
   */
  | 'ROLES'
  /** Pictures that were set for the contact. */
  | 'PICTURES'
  /** Work that waited, such as fetching a picture. */
  | 'QUEUED_WORK';

/** Number of records that an erasure removed in one place. */
export type ErasedRecords = {
  /** Where they were. */
  place: ErasedPlace;
  /** How many there were. */
  count: Scalars['Int']['output'];
};

/** The version that a contact must have for the merge. */
export type ExpectedVersion = {
  /** Id of a contact of the merge. */
  id: Scalars['ID']['input'];
  /** Its expected `Contact.version`. */
  version: Scalars['Int']['input'];
};

/** File formats for exports. A contact that is linked to a company has its name as companyName. */
export type ExportFormat =
  /**
   * CSV in UTF-8 with a header row, which `contactsImport` can read. Cells that a spreadsheet would execute as
   * formulas are prefixed with an apostrophe, and so are parts of cells that follow a comma, a semicolon, a vertical bar,
   * a tab or a line break.
   */
  | 'CSV'
  /**
   * A workbook of Excel with one sheet, whose cells are all texts. The job fails with INVALID if there are more than
   * 1,048,575 contacts, or if a value has more than 32,767 characters.
   */
  | 'XLSX'
  /**
   * JSON Lines: one JSON object for each contact; fields without a value are omitted. Without `columns` they have
   * `points`, all addresses with their labels.
   */
  | 'JSONL'
  /**
   * vCard 4.0 (RFC 6350). Fields that vCards have no property for are in X-KITH properties; properties of an imported
   * card that Kith has no field for are written again.
   */
  | 'VCARD'
  /**
   * JSContact (RFC 9553): an array of cards. Fields without a property are in `kith.internal:fields`; properties of an
   * imported card that Kith has no field for are written again.
   */
  | 'JSCONTACT';

/** What separates the cells of CSV. */
export type ExportSeparator =
  /** Commas, as most programs expect. */
  | 'COMMA'
  /** A semicolon, as spreadsheets expect it where numbers have decimal commas. */
  | 'SEMICOLON'
  /** Tabs, as when cells are pasted into a spreadsheet. */
  | 'TAB';

/** A change of one value. */
export type FieldChange = {
  /**
   * Name of the field in the API, such as `name`, `email`, `labels` or `company.name`, or of an attribute, such as
   * `customAttributes.KEY` or `additionalAttributes.city`. `consents` is a consent of one address for one purpose.
   */
  field: Scalars['String']['output'];
  /** The value before the change; null if there was none. */
  from: Maybe<Scalars['JSON']['output']>;
  /** The value after the change; null if there is none. */
  to: Maybe<Scalars['JSON']['output']>;
};

/** Kinds of records that filters name. */
export type FilterReferenceKind =
  /** A label of contacts or conversations. */
  | 'LABEL'
  /** The company that contacts are linked to. */
  | 'COMPANY'
  /** An inbox of contacts or conversations. */
  | 'INBOX'
  /** The user to whom conversations are assigned. */
  | 'USER'
  /** The team to which conversations are assigned. */
  | 'TEAM';

/**
 * A condition on a reference to another record, by its id. All operators that are given must match. An id that is malformed
 * or unknown is that of no record, so `eq` finds nothing.
 */
export type IdFilter = {
  /** It refers to this record. */
  eq?: InputMaybe<Scalars['ID']['input']>;
  /** It refers to another record, or to none. */
  ne?: InputMaybe<Scalars['ID']['input']>;
  /** It refers to one of these records. */
  in?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** It refers to none of these records, or to none at all. */
  nin?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** If true, it refers to no record; if false, it refers to one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A column of a file, and what it would be imported as. */
export type ImportColumn = {
  /** Name of the column; `column 1` and so on in files without a header. */
  name: Scalars['String']['output'];
  /**
   * Field of contacts, customAttributes.KEY or consents.PURPOSE; blank if the column is left out, or holds the labels of the addresses in
   * another column.
   */
  field: Scalars['String']['output'];
  /** How the field was found. */
  by: ImportColumnSource;
  /** How certain the field is, from 0 to 1; 0 for columns that nothing is known of. */
  confidence: Scalars['Float']['output'];
  /** Label that addresses of the column get; blank for none. */
  label: Scalars['String']['output'];
  /** Order in which dates of the column are read; null if it holds none. */
  dateOrder: Maybe<DateOrder>;
  /** The first 3 values, at most 100 characters of each. */
  samples: Array<Scalars['String']['output']>;
};

/** How it was found out what a column is for. */
export type ImportColumnSource =
  /** The `map` of the input says it. */
  | 'MAP'
  /** The name of the column says it. */
  | 'NAME'
  /** The values look like it. */
  | 'SAMPLES'
  /** Nothing says it: the column becomes what `unknownColumns` says. */
  | 'UNKNOWN';

/** Keys by which rows of an import find contacts, from the strongest to the weakest. */
export type ImportKey =
  /** The `id` of a contact, as in exports of this account. Ids of merged contacts find the survivor, unknown ones nobody. */
  | 'ID'
  /** The plain identifier, without a system. */
  | 'IDENTIFIER'
  /** Any email of the contact that is not shared. */
  | 'EMAIL'
  /** Any phone number of the contact that is not shared. */
  | 'PHONE_NUMBER';

/** Whether an import creates contacts, changes them, or both. */
export type ImportMode =
  /** Contacts are created; a row that finds one fails (TAKEN). */
  | 'CREATE'
  /** Contacts are changed; a row that finds none fails (NOT_FOUND). */
  | 'UPDATE'
  /** Contacts are changed if they are found, else created. */
  | 'UPSERT';

/** Which values of a contact that exists an import may replace. */
export type ImportOverwrite =
  /** All: what the file says holds. The only email or phone number of a row replaces the preferred one; further ones, and labels, are added. */
  | 'ALWAYS'
  /** None: the file fills in values that are blank; addresses and labels are added. */
  | 'BLANK_ONLY'
  /** None, and nothing is added: a row that finds a contact is counted as unchanged. */
  | 'NEVER';

/** What an import would do with a file. */
export type ImportPreview = {
  /** Format of the file, such as CSV. */
  format: Scalars['String']['output'];
  /** Encoding of the file, such as UTF-8; blank for formats without one. */
  encoding: Scalars['String']['output'];
  /** What separates cells; null for formats without a separator. */
  separator: Maybe<Scalars['String']['output']>;
  /** Number of the row that holds the names of the columns, from 1; null if the file has none. */
  headerRow: Maybe<Scalars['Int']['output']>;
  /** Number of rows below the header. */
  total: Scalars['Int']['output'];
  /** The columns in their order. */
  columns: Array<ImportColumn>;
  /** What would become of the first 20 rows. Companies and labels that they would create are not there for later rows of other chunks. */
  rows: Array<ImportPreviewRow>;
  /** Warnings about the file as a whole. */
  warnings: Array<JobWarning>;
};

/** A row of a file, and what would become of it. */
export type ImportPreviewRow = {
  /** Number of the row, where 1 is the first one after the header. */
  row: Scalars['Int']['output'];
  /** What would become of it. */
  outcome: ImportRowOutcome;
  /** Id of the contact that it would change or that it conflicts with; null if there is none. */
  contactId: Maybe<Scalars['ID']['output']>;
  /** The cells as they are in the file. */
  cells: Array<Scalars['String']['output']>;
  /** What would not be taken over as it stands. */
  warnings: Array<JobWarning>;
  /** Why the row would fail; the paths begin with the name of the column. */
  errors: Array<UserError>;
};

/** What becomes of a row of an import. */
export type ImportRowOutcome =
  /** It makes a new contact. */
  | 'CREATED'
  /** It changes a contact. */
  | 'UPDATED'
  /** Its contact agrees with it already. */
  | 'UNCHANGED'
  /** It breaks a rule; nothing of it is imported. */
  | 'FAILED'
  /** It has no values and is passed over. */
  | 'BLANK';

/** A channel through which contacts and the account exchange messages. */
export type Inbox = Node & {
  /** Opaque id of the inbox, with the prefix `inbox_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the inbox. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Name of the inbox in user interfaces, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /** The channel, which cannot be changed. */
  channelType: ChannelType;
  /**
   * Whether contacts are asked for a rating when a conversation is resolved. Conversations of such inboxes count in
   * `CsatReport.responseRate`.
   */
  csatSurveyEnabled: Scalars['Boolean']['output'];
  /**
   * Secret key for `identifierHash`: 64 hex digits, which are used as text. The hex HMAC-SHA256 of a contact's
   * identifier with this key proves that your server vouches for the contact. Null for agents.
   */
  hmacToken: Maybe<Scalars['String']['output']>;
  /** The segments whose filters name the inbox. */
  usedBySegments: SegmentUsage;
  /** Ids of the inbox in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** What the caller may do with the inbox: `update` stands for `inboxUpdate`, `delete` for `inboxDelete`. */
  viewerCan: RecordPermissions;
  /** When the inbox was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of inboxes. */
export type InboxConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<InboxEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Inbox>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of inboxes. */
export type InboxConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new inbox. */
export type InboxCreateInput = {
  /** Name of the inbox in user interfaces, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** The channel, which cannot be changed later. */
  channelType: ChannelType;
  /** Whether to ask contacts for a rating when a conversation is resolved. Defaults to false. */
  csatSurveyEnabled?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Selects an inbox to delete. */
export type InboxDeleteInput = {
  /** Id of the inbox; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `inboxDelete`. */
export type InboxDeletePayload = {
  /** Id of the deleted inbox; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** An inbox and its position in the list. */
export type InboxEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The inbox at this position. */
  node: Inbox;
};

/** Result of `inboxCreate` and `inboxUpdate`. */
export type InboxPayload = {
  /** The inbox as stored; null if there are errors. */
  inbox: Maybe<Inbox>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to an inbox. Fields that are absent are left unchanged; null is INVALID, as none of them can be empty. */
export type InboxUpdateInput = {
  /** Id of the inbox to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the inbox has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name, 1 to 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whether to ask contacts for a rating when a conversation is resolved. */
  csatSurveyEnabled?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A value of the input broke a rule. */
export type InputError = UserError & {
  /** Which kind of rule was broken. */
  code: UserErrorCode;
  /** What is wrong and what to do about it, in English, to be shown to people. */
  message: Scalars['String']['output'];
  /** Path to the value in the input; empty if the error is about the input as a whole. */
  field: Array<Scalars['String']['output']>;
};

/**
 * Background work. A job is done in parts, each stored in one transaction with its events and its progress, so that a
 * server crash neither loses nor repeats anything. It keeps the permissions that its actor had when it was started;
 * nightly jobs have those of an administrator. A job that keeps failing because of server errors is given up as FAILED
 * after half a day. Jobs are kept for 90 days after their end.
 */
export type Job = Node & {
  /** Opaque id of the job, with the prefix `job_`. */
  id: Scalars['ID']['output'];
  /** What the job does. */
  kind: JobKind;
  /** Whether it is waiting, running or finished. */
  state: JobState;
  /** True if the job only checks what would happen and changes nothing. */
  dryRun: Scalars['Boolean']['output'];
  /** Number of records to process; null until it is known. */
  total: Maybe<Scalars['Int']['output']>;
  /** Number of records processed so far, including those that needed no change or are no longer stale. */
  processed: Scalars['Int']['output'];
  /**
   * Number of records that did not fail: for imports and bulk updates the sum of `created`, `updated` and `unchanged`, for exports the
   * contacts or ratings written. Rows without any value are none of them.
   */
  succeeded: Scalars['Int']['output'];
  /** Number of contacts created or, in a dry run, that would have been created. 0 for jobs other than imports. */
  created: Scalars['Int']['output'];
  /** Number of records that changed a contact. 0 for jobs other than imports, bulk updates and undone jobs. */
  updated: Scalars['Int']['output'];
  /** Number of records that their contact agreed with already. 0 for jobs other than imports and bulk updates. */
  unchanged: Scalars['Int']['output'];
  /**
   * Number of records that were left unchanged because they broke a rule, or because the server could not process them. The others are
   * processed nevertheless.
   */
  failed: Scalars['Int']['output'];
  /** Records that failed, in the order in which they did. */
  failures: Array<JobFailure>;
  /** Number of warnings: what was not taken over as it stands in the file, although the row was imported. */
  warnings: Scalars['Int']['output'];
  /** Warnings, in the order in which they arose. The first 10,000 of a job are kept. */
  warningList: Array<JobWarning>;
  /**
   * Link to the file of an export. The link expires after a day; query it again for a new one. The file is kept for 7
   * days after the job's end. Null before there is a file and after it was deleted.
   */
  resultUrl: Maybe<Scalars['String']['output']>;
  /**
   * Link to a CSV file of all failures, with the same expiry as `resultUrl`: the rows of an import as they were, or
   * the ids of contacts, with the added column `reason`. Null if nothing failed, while the file is not yet written,
   * and after it was deleted.
   */
  failuresUrl: Maybe<Scalars['String']['output']>;
  /** Id of the job that takes this one back; null if `jobUndo` has not been called for it. */
  undoId: Maybe<Scalars['ID']['output']>;
  /** What the caller may do with the job. */
  viewerCan: JobPermissions;
  /** When the job was requested. */
  createdAt: Scalars['DateTime']['output'];
  /** When the job was started; null before. */
  startedAt: Maybe<Scalars['DateTime']['output']>;
  /** When the job ended; null before. */
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who requested the job; null for nightly jobs, and if that user or token has been removed. */
  actor: Maybe<Actor>;
};

/**
 * Background work. A job is done in parts, each stored in one transaction with its events and its progress, so that a
 * server crash neither loses nor repeats anything. It keeps the permissions that its actor had when it was started;
 * nightly jobs have those of an administrator. A job that keeps failing because of server errors is given up as FAILED
 * after half a day. Jobs are kept for 90 days after their end.
 */
export type JobFailuresArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * Background work. A job is done in parts, each stored in one transaction with its events and its progress, so that a
 * server crash neither loses nor repeats anything. It keeps the permissions that its actor had when it was started;
 * nightly jobs have those of an administrator. A job that keeps failing because of server errors is given up as FAILED
 * after half a day. Jobs are kept for 90 days after their end.
 */
export type JobWarningListArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Selects a job to stop. */
export type JobCancelInput = {
  /** Id of the job to stop. */
  id: Scalars['ID']['input'];
};

/** A page of jobs. The list goes forward only. */
export type JobConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<JobEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Job>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
};

/** A job and its position in the list. */
export type JobEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The job at this position. */
  node: Job;
};

/** A record that a job could not process. */
export type JobFailure = {
  /** Row in the imported file, where 1 is the first row after the header; null for other jobs. */
  row: Maybe<Scalars['Int']['output']>;
  /** Id of the contact; null if the row matched none. */
  contactId: Maybe<Scalars['ID']['output']>;
  /** The rules that were broken. BLOCKED_BY_RULE if the server could not process the record, with what the database says. */
  errors: Array<UserError>;
};

/** Kinds of jobs. */
export type JobKind =
  /** Started by `contactsBulkUpdate`. */
  | 'BULK_UPDATE'
  /** Started by `contactsBulkDelete`. */
  | 'BULK_DELETE'
  /** Started by `contactsCleanupStale`, or every night for accounts with `staleCleanupAfter`. */
  | 'STALE_CLEANUP'
  /** Started by `contactsImport`. */
  | 'IMPORT'
  /** Started by `contactsExport`. */
  | 'EXPORT'
  /** Started by `webhookDeliveriesReplay`. */
  | 'WEBHOOK_REPLAY'
  /** Started by `jobUndo`. */
  | 'UNDO'
  /** Started by `contactsBulkErase`. */
  | 'BULK_ERASE'
  /** Started by `contactDataExport`. */
  | 'CONTACT_DATA_EXPORT'
  /** Started by `csatResponsesExport`. */
  | 'CSAT_EXPORT'
  /**
   * Started every night for accounts with `visitorRetentionDays` or `messageRetentionMonths`, if there is something to remove. Its records
   * are contacts: visitors, and those whose messages are deleted.
   */
  | 'RETENTION';

/** Result of mutations that start or stop a job. */
export type JobPayload = {
  /** The job as it is now; null if there are errors. */
  job: Maybe<Job>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What the caller may do with a job, as `RecordPermissions` says. */
export type JobPermissions = {
  /** Whether `jobCancel` is allowed; false for a job that has ended. */
  cancel: Scalars['Boolean']['output'];
  /** Whether `jobUndo` is allowed; false for a job that can't be undone, or not yet, or was undone already. */
  undo: Scalars['Boolean']['output'];
};

/** State of a job. */
export type JobState =
  /** Waiting to be started. */
  | 'QUEUED'
  /** In progress. */
  | 'RUNNING'
  /** Finished. Single records may have failed nevertheless; see `failed`. */
  | 'SUCCEEDED'
  /** Could not be continued; `failures` says why. What it had done is kept. */
  | 'FAILED'
  /** Stopped by `jobCancel`. What it had done is kept. */
  | 'CANCELLED';

/** Selects a job to take back. */
export type JobUndoInput = {
  /** Id of the job to take back. */
  id: Scalars['ID']['input'];
};

/** Something of a record that a job did not take over as it stands, while it processed the record. */
export type JobWarning = {
  /** Row in the imported file, where 1 is the first row after the header; null if the warning is about the whole file. */
  row: Maybe<Scalars['Int']['output']>;
  /** Id of the contact that the row became; null in a dry run, and if the warning is about the whole file. */
  contactId: Maybe<Scalars['ID']['output']>;
  /** Name of the column; blank if the warning is about the row or the file. */
  column: Scalars['String']['output'];
  /** What was left out or changed, and what to do if that is wrong. */
  message: Scalars['String']['output'];
};

/** A tag for contacts and conversations. */
export type Label = Node & {
  /** Opaque id of the label, with the prefix `label_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the label. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Title in lower case, unique in the account. */
  title: Scalars['String']['output'];
  /** Color as #rrggbb in lower case. */
  color: Scalars['String']['output'];
  /** What the label is for, at most 1,000 characters; may be blank. */
  description: Scalars['String']['output'];
  /** Whether user interfaces should list the label in a sidebar. */
  showOnSidebar: Scalars['Boolean']['output'];
  /** Number of contacts with the label, counted up to 10,000. */
  contactsCount: Count;
  /** The segments whose filters name the label. */
  usedBySegments: SegmentUsage;
  /** Ids of the label in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** What the caller may do with the label: `update` stands for `labelUpdate`, `delete` for `labelDelete`. */
  viewerCan: RecordPermissions;
  /** When the label was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of labels. */
export type LabelConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<LabelEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Label>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of labels. */
export type LabelConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new label. */
export type LabelCreateInput = {
  /**
   * 2 to 64 letters and digits of any script, `_` and `-`, beginning with a letter or digit; stored in lower case.
   * TAKEN if there is such a label.
   */
  title: Scalars['String']['input'];
  /** Color as #rgb or #rrggbb. Defaults to #1f93ff. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** What the label is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Whether user interfaces should list the label in a sidebar. Defaults to true. */
  showOnSidebar?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Selects a label to delete. */
export type LabelDeleteInput = {
  /** Id of the label. */
  id: Scalars['ID']['input'];
};

/** Result of `labelDelete`. */
export type LabelDeletePayload = {
  /** Id of the deleted label; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /**
   * The segments whose filters name the deleted label. Their conditions on it are `deadReferences` from now on; null if
   * there are errors.
   */
  usedBySegments: Maybe<SegmentUsage>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A label and its position in the list. */
export type LabelEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The label at this position. */
  node: Label;
};

/** Result of `labelCreate` and `labelUpdate`. */
export type LabelPayload = {
  /** The label as stored; null if there are errors. */
  label: Maybe<Label>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a label. Fields that are absent are left unchanged; null clears the description, and is INVALID for the others. */
export type LabelUpdateInput = {
  /** Id of the label to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the label has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New title, with the rules of LabelCreateInput; TAKEN if another label has it. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** New color as #rgb or #rrggbb. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** What the label is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Whether user interfaces should list the label in a sidebar. */
  showOnSidebar?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * A condition on labels, given by their titles in any case and with any accents composed or not. A title that no label has
 * is that of none. All operators that are given must match.
 */
export type LabelsFilter = {
  /** Has at least one of these labels. */
  any?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Has all of these labels. */
  all?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Has none of these labels. */
  none?: InputMaybe<Array<Scalars['String']['input']>>;
  /** If true, has no labels; if false, has at least one. */
  isEmpty?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The id of a record in another system that it was brought over from. */
export type LegacyId = {
  /** The other system, such as chatwoot. */
  system: Scalars['String']['output'];
  /** The id there. */
  id: Scalars['String']['output'];
};

/** Kinds of records that keep the ids that they had in another system. */
export type LegacyNoun =
  /** A user of the account. */
  | 'USER'
  /** A program that answers contacts, such as an assistant. */
  | 'BOT'
  /** A label of contacts and conversations. */
  | 'LABEL'
  /** An organization that contacts belong to. */
  | 'COMPANY'
  /** A channel by which contacts write. */
  | 'INBOX'
  /** A person, also one that was merged into another. */
  | 'CONTACT'
  /** A thread of messages with a contact. */
  | 'CONVERSATION'
  /** One message of a conversation. */
  | 'MESSAGE'
  /** A note on a contact. */
  | 'NOTE';

/** A condition on a list of texts. All operators that are given must match. */
export type ListFilter = {
  /** The list contains at least one of these texts. */
  any?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The list contains all of these texts. */
  all?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The list contains none of these texts. */
  none?: InputMaybe<Array<Scalars['String']['input']>>;
};

/**
 * What a role can hide of contacts. Fields that show it are null, or empty where they can't be null; `extensions.maskedFields` of
 * the response names them. Filters, orders and searches find nothing by it either.
 */
export type MaskedField =
  /** Email addresses, also those in the headers of messages. */
  | 'EMAIL'
  /** Phone numbers. */
  | 'PHONE_NUMBER'
  /** Identifiers. */
  | 'IDENTIFIER'
  /** Additional attributes, and the location and country that are derived from them. */
  | 'ADDITIONAL_ATTRIBUTES'
  /** Custom attributes, all of them; they are an empty object. */
  | 'CUSTOM_ATTRIBUTES'
  /** Notes: lists of them are empty, and one that an id names has no content. */
  | 'NOTES';

/** A value that a merge does not keep. */
export type MergeAlternative = {
  /** Id of the contact that has the value. */
  contactId: Scalars['ID']['output'];
  /** The value that is dropped. */
  value: Scalars['JSON']['output'];
};

/** Whose value of a field is kept, even if that contact has no value. */
export type MergeChoice = {
  /**
   * name, middleName, lastName, email, phoneNumber, identifier, location, countryCode, companyId, avatarUrl,
   * contactType, blocked, lastActivityAt, createdAt, labels, or an attribute such as customAttributes.KEY or
   * additionalAttributes.city. Others are INVALID. The chosen email, phone number and identifier are the preferred
   * ones; the others are kept too.
   */
  field: Scalars['String']['input'];
  /** Id of one of the contacts of the merge; INVALID otherwise. */
  contactId: Scalars['ID']['input'];
};

/**
 * A value that could not be restored when a merge was undone, because it has changed since or belongs to another record
 * now; or a conversation that stays with one contact although its replies go to the address of another one; or a contact that has another
 * company since a merge of companies.
 */
export type MergeConflict = {
  /**
   * Name of the field; for a conversation `conversations.` and its id, and the values are the ids of the two contacts; for a contact
   * `contacts.` and its id, and the values are the ids of the two companies.
   */
  field: Scalars['String']['output'];
  /** The value that the record has now; null if none. */
  keptValue: Maybe<Scalars['JSON']['output']>;
  /** The value that would have been restored; null if none. */
  mergedValue: Maybe<Scalars['JSON']['output']>;
};

/** A field of the merged contact. */
export type MergeField = {
  /** Name of the field. */
  field: Scalars['String']['output'];
  /** The value that is kept; null if there is none. */
  value: Maybe<Scalars['JSON']['output']>;
  /** Id of the contact whose value is kept; null if there is no value. */
  from: Maybe<Scalars['ID']['output']>;
  /** Different values of the other contacts, which are not kept. */
  dropped: Array<MergeAlternative>;
};

/** A contact that was merged into another one. */
export type MergedSource = {
  /** Its id, which now finds the survivor. */
  id: Scalars['ID']['output'];
  /** The contact's values right before the merge, as a JSON object. */
  snapshot: Scalars['JSON']['output'];
  /** How many records were moved from it to the survivor. */
  moved: MovedCounts;
};

/** A message in a conversation. */
export type Message = Node & {
  /** Opaque id of the message, with the prefix `message_`. */
  id: Scalars['ID']['output'];
  /** The conversation that it belongs to. */
  conversation: Conversation;
  /** Who it is from, and to whom. */
  messageType: MessageType;
  /** Increases with every change of the message. */
  version: Scalars['Int']['output'];
  /** The text, at most 150,000 characters. Blank if the message was deleted, or came from another system and has only files or cards. */
  content: Scalars['String']['output'];
  /** What the message consists of besides its text. */
  contentType: MessageContentType;
  /** What the channel or a program knows of the message, such as the cards of a bot: a JSON object. */
  contentAttributes: Scalars['JSON']['output'];
  /** What the `contentAttributes` say of an email; null if they say nothing of one. */
  email: Maybe<MessageEmail>;
  /** How far it has come on its way. */
  status: MessageStatus;
  /** The message that it answers; null if none. */
  inReplyTo: Maybe<Message>;
  /** Files of the message, oldest first; at most 15. */
  attachments: Array<Attachment>;
  /** Whether only users may see it; it must not be sent to the contact. */
  private: Scalars['Boolean']['output'];
  /** Who sent it; null for messages from the system and API tokens, and if the sender has been removed. */
  sender: Maybe<MessageSender>;
  /** Id of the message in the channel; null if not given. */
  sourceId: Maybe<Scalars['String']['output']>;
  /**
   * What the caller may do with the message: `update` stands for `messageUpdate` and attachments, `delete` for
   * `messageDelete`. A message that was deleted can be changed by nobody.
   */
  viewerCan: RecordPermissions;
  /** When the message was added. */
  createdAt: Scalars['DateTime']['output'];
  /** When the message was last changed or deleted; null if never. */
  updatedAt: Maybe<Scalars['DateTime']['output']>;
  /** When the message was deleted; null if it was not. */
  deletedAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of messages. */
export type MessageConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<MessageEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Message>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of messages. */
export type MessageConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** What a message consists of besides its text; what that is stands in `contentAttributes`. */
export type MessageContentType =
  /** Nothing. */
  | 'TEXT'
  /** A request for a line of text, with its answer. */
  | 'INPUT_TEXT'
  /** A request for a longer text, with its answer. */
  | 'INPUT_TEXTAREA'
  /** A request for an email address, with its answer. */
  | 'INPUT_EMAIL'
  /** A choice among several answers, with the chosen one. */
  | 'INPUT_SELECT'
  /** Cards with pictures and buttons. */
  | 'CARDS'
  /** A form, with its answers. */
  | 'FORM'
  /** Links to articles. */
  | 'ARTICLE'
  /** An email; see `email`. */
  | 'EMAIL'
  /** A request for a rating. */
  | 'CSAT'
  /** Something that an integration made. */
  | 'INTEGRATION'
  /** A picture that a messenger offers. */
  | 'STICKER'
  /** A phone call. */
  | 'VOICE_CALL';

/** A new message. */
export type MessageCreateInput = {
  /** Id of the conversation; NOT_FOUND if there is none. */
  conversationId: Scalars['ID']['input'];
  /** The text, 1 to 150,000 characters; REQUIRED if blank. */
  content: Scalars['String']['input'];
  /**
   * Defaults to OUTGOING, which makes the calling user the sender. For INCOMING the sender is the conversation's
   * contact; ACTIVITY and TEMPLATE have none.
   */
  messageType?: MessageType;
  /** Whether only users may see it. Defaults to false. INVALID for INCOMING. */
  private?: Scalars['Boolean']['input'];
  /** Id of the message in the channel, at most 255 characters. */
  sourceId?: InputMaybe<Scalars['String']['input']>;
  /** What the message consists of besides its text; defaults to TEXT. */
  contentType?: InputMaybe<MessageContentType>;
  /** What the channel or a program knows of the message: a JSON object of at most 64 KiB. Nothing by default. */
  contentAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /** How far it has come on its way; defaults to SENT. */
  status?: InputMaybe<MessageStatus>;
  /** Id of the message of the same conversation that it answers; NOT_FOUND if there is none. */
  inReplyToId?: InputMaybe<Scalars['ID']['input']>;
  /** Id of the bot that sent it, instead of the calling user; NOT_FOUND if there is none, INVALID for INCOMING. */
  senderBotId?: InputMaybe<Scalars['ID']['input']>;
};

/** Selects a message to delete. */
export type MessageDeleteInput = {
  /** Id of the message. */
  id: Scalars['ID']['input'];
  /** If given and the message has another version, nothing is deleted and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A message and its position in the list. */
export type MessageEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The message at this position. */
  node: Message;
};

/** What an email says besides its text. All texts are as the sender wrote them: do not trust them. */
export type MessageEmail = {
  /** Its subject; null if it has none. */
  subject: Maybe<Scalars['String']['output']>;
  /** Who it claims to be from. */
  from: Array<Scalars['String']['output']>;
  /** Whom it is to. */
  to: Array<Scalars['String']['output']>;
  /** Who gets a copy. */
  cc: Array<Scalars['String']['output']>;
  /** Who gets a copy that others do not see. */
  bcc: Array<Scalars['String']['output']>;
  /** Where answers shall go, if not to `from`. */
  replyTo: Array<Scalars['String']['output']>;
  /** Its Message-ID; null if unknown. */
  messageId: Maybe<Scalars['String']['output']>;
  /**
   * Its text as HTML that a page can show: without scripts, styles, forms and frames, and with links that tell their target
   * nothing. Pictures of other servers are left out. Null if it has none.
   */
  html: Maybe<Scalars['String']['output']>;
};

/** Result of `messageCreate`, `messageUpdate` and `messageDelete`. */
export type MessagePayload = {
  /** The message as stored; null if there are errors. */
  message: Maybe<Message>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Who sent a message: the contact, a user of the account, or a program. */
export type MessageSender = Contact | User | Bot;

/** How far a message has come on its way to its receiver. */
export type MessageStatus =
  /** It was sent, or received. */
  | 'SENT'
  /** It has arrived. */
  | 'DELIVERED'
  /** It was read. */
  | 'READ'
  /** It could not be sent; `contentAttributes` may say why. */
  | 'FAILED';

/** Who a message is from, and to whom. */
export type MessageType =
  /** From the contact. */
  | 'INCOMING'
  /** From a user or a program, to the contact. */
  | 'OUTGOING'
  /** From the system, about a change of the conversation. */
  | 'ACTIVITY'
  /** From the system, to the contact, such as a greeting or a survey. */
  | 'TEMPLATE';

/** Changes to a message. Fields that are absent are left unchanged; null clears a field, or is INVALID where it says so. */
export type MessageUpdateInput = {
  /** Id of the message to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the message has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New text, 1 to 150,000 characters; null is INVALID. */
  content?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the attributes as a whole: a JSON object of at most 64 KiB; null for none. */
  contentAttributes?: InputMaybe<Scalars['JSON']['input']>;
  /** How far it has come on its way; null is INVALID. */
  status?: InputMaybe<MessageStatus>;
  /** Id of the message in the channel, at most 255 characters; null clears it. */
  sourceId?: InputMaybe<Scalars['String']['input']>;
};

/** Numbers of records that a merge moves to the survivor. */
export type MovedCounts = {
  /** Number of conversations. */
  conversations: Scalars['Int']['output'];
  /** Number of messages sent by the contact. */
  messages: Scalars['Int']['output'];
  /** Number of links to inboxes. */
  contactInboxes: Scalars['Int']['output'];
  /** Number of notes. */
  notes: Scalars['Int']['output'];
  /** Number of ratings. */
  csatResponses: Scalars['Int']['output'];
  /** Number of labels that the contact had, including those that the survivor had too. */
  labels: Scalars['Int']['output'];
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type Mutation = {
  /** Changes settings of the account. Administrators only. */
  accountUpdate: AccountPayload;
  /** Adds a user to the account. Administrators only. TAKEN if the account already has a user with this email. */
  userCreate: UserPayload;
  /**
   * Changes a user. Administrators may change everyone; other callers only their own name, password and availability
   * (FORBIDDEN otherwise). TAKEN if the account already has a user with the new email.
   */
  userUpdate: UserPayload;
  /** Creates an API token. Its secret is returned once, in this answer, and cannot be read again. Administrators only. */
  apiTokenCreate: ApiTokenPayload;
  /**
   * Revokes an API token. It is refused from then on, also by other servers and on open connections; a server that misses
   * the notification of it follows within a second. Administrators only.
   */
  apiTokenRevoke: ApiTokenRevokePayload;
  /**
   * Defines a custom attribute. From then on, values written under its key are checked. TAKEN if the key is already
   * defined for this kind of record, LIMIT if 1,000 are. Administrators only.
   */
  customAttributeDefinitionCreate: CustomAttributeDefinitionPayload;
  /**
   * Changes a definition, but not its key, type or kind of record. Stored values are kept and are checked only when
   * they are written again. Administrators only.
   */
  customAttributeDefinitionUpdate: CustomAttributeDefinitionPayload;
  /** Deletes a definition. Stored values are kept and no longer checked. Administrators only. */
  customAttributeDefinitionDelete: CustomAttributeDefinitionDeletePayload;
  /**
   * Sets a contact's picture from a file in this request or from a URL. A URL is fetched at once if its server answers
   * within 2 seconds, otherwise in the background. Each MiB of memory that drawing the picture takes costs a point of the caller's budget,
   * unless it is drawn in the background.
   */
  contactAvatarSet: ContactAvatarPayload;
  /** Removes a contact's picture and cancels a fetch in the background; `avatarUrl` then shows the initials. */
  contactAvatarRemove: ContactAvatarPayload;
  /**
   * Sets a company's picture from a file in this request or from a URL, as `contactAvatarSet` does for a contact, and at the same cost. The
   * company gets a new version.
   */
  companyAvatarSet: CompanyPayload;
  /** Removes a company's picture and cancels a fetch in the background; `avatarUrl` then shows the initials. */
  companyAvatarRemove: CompanyPayload;
  /** Creates a company. TAKEN if another company has the domain. */
  companyCreate: CompanyPayload;
  /**
   * Changes a company. After a change of the name, its contacts are sorted and found by the new one, and each gets a
   * CONTACT_UPDATED event.
   */
  companyUpdate: CompanyPayload;
  /** Deletes a company. Its contacts are kept without a company, and each gets a CONTACT_UPDATED event. */
  companyDelete: CompanyDeletePayload;
  /** Records that two companies are not one. They are never listed as a pair again, even if they change. */
  companyDuplicateDismiss: CompanyDuplicateDismissPayload;
  /**
   * Merges a company into another one, which keeps its name and its own values: the contacts of the other move to it, each with a
   * CONTACT_UPDATED event, and it gets the domain, the description, the picture and the keys of attributes that it lacks, the later
   * `lastActivityAt`, and what `companyDuplicateDismiss` said of the other. The other ends: from then on its id finds the company that
   * stayed, also in filters and stored segments. The merge is recorded and can be undone.
   */
  companyMerge: CompanyMergePayload;
  /**
   * Undoes a merge: restores the company that ended with its id and moves back the contacts that are still in the other one, each with a
   * CONTACT_UPDATED event. What was added or changed later stays with the company that stayed. BLOCKED_BY_RULE if the merge is undone
   * already, that company no longer exists, or companies were merged into it later (undo those merges first).
   */
  companyUnmerge: CompanyUnmergePayload;
  /**
   * Records what a person said about being contacted at an address for a purpose. UNKNOWN takes back what was recorded. It is a
   * change of the contact, which its events tell.
   */
  contactConsentSet: ContactPointPayload;
  /**
   * Updates the contact that has the given key among its addresses, or creates one. If two callers do so at the same
   * time with the same key, one creates the contact and the other updates it. Addresses that the contact has already
   * stay as they are, so the one that it is matched by does not become the preferred one.
   */
  contactUpsert: ContactUpsertPayload;
  /**
   * Blocks a contact. From then on its new conversations are stored as RESOLVED, and its messages reopen no
   * conversation. If it is blocked already, only a given reason changes.
   */
  contactBlock: ContactBlockPayload;
  /** Unblocks a contact. Its conversations stay as they are. */
  contactUnblock: ContactUnblockPayload;
  /** Adds labels to a contact. Titles without a label are created for administrators and NOT_FOUND for agents. */
  contactLabelsAdd: ContactLabelsPayload;
  /** Removes labels from a contact. Titles that the contact does not have are ignored. */
  contactLabelsRemove: ContactLabelsPayload;
  /** Replaces the labels of a contact. Titles without a label are created for administrators and NOT_FOUND for agents. */
  contactLabelsSet: ContactLabelsPayload;
  /**
   * Records a heartbeat of a contact: its availability for the next 90 seconds. It changes neither `version` nor
   * `updatedAt` and causes no event.
   */
  contactPresence: ContactPresencePayload;
  /**
   * Creates a contact. If the email, phone number or identifier belongs to another contact, the error is a TakenError
   * that names it.
   */
  contactCreate: ContactCreatePayload;
  /**
   * Changes a contact. If the email, phone number or identifier belongs to another contact, the error is a TakenError
   * that names it.
   */
  contactUpdate: ContactUpdatePayload;
  /** Deletes a contact with its conversations, messages, notes and ratings. It cannot be undone. Administrators only. */
  contactDelete: ContactDeletePayload;
  /**
   * Starts a conversation with a contact through an inbox. If the contact is not linked to the inbox, it is linked. A
   * conversation with a blocked contact is stored as RESOLVED.
   */
  conversationCreate: ConversationPayload;
  /** Changes a conversation: status, priority, assignee, team, labels, custom attributes or contact. */
  conversationUpdate: ConversationPayload;
  /**
   * Tells the subscribers of `conversationTypingEvents` that someone types in a conversation, or has stopped. Nothing is stored, and no
   * event or webhook is made of it. Who types is to say so again every 5 seconds or so: after 10 seconds without it they count as having
   * stopped. Of what a caller says about one conversation, 5 calls at once and one more each second are passed on; the others succeed
   * without effect.
   */
  conversationTyping: ConversationTypingPayload;
  /**
   * Deletes a conversation with its messages, their attachments, its labels and its rating. Its number is not used again.
   * Administrators only.
   */
  conversationDelete: ConversationDeletePayload;
  /** Stores a contact's rating of a conversation. BLOCKED_BY_RULE if the conversation already has a rating. */
  csatResponseCreate: CsatResponsePayload;
  /** Writes what the team thinks of a rating. The rating itself is the contact's and does not change. */
  csatResponseReview: CsatResponsePayload;
  /**
   * Starts a job that writes ratings to a file of CSV, as they are at one moment; `Job.resultUrl` is the link. Its columns are contactId,
   * name, email, phoneNumber, rating, feedback, reviewNotes, assignee (a name), inbox (a name), conversation (its number) and createdAt. What
   * the role of the caller masks is blank, and cells are kept from being formulas as in `contactsExport`. Needs the permission to export
   * contacts. LIMIT if the account has 100 unfinished jobs.
   */
  csatResponsesExport: JobPayload;
  /**
   * Records that two contacts are different people. They are never listed as a pair again, even if they change or one
   * of them is merged into a third contact.
   */
  duplicateDismiss: DuplicateDismissPayload;
  /**
   * Erases a person: the contact, all contacts that were merged into it, and everything that is kept about them, also in the
   * event log, merges, jobs, files and segments. The log keeps the number, type and time of its events. Their addresses are
   * suppressed: SUPPRESSED is the error of whoever stores one again, until `suppressionLift`. Subscribers and webhooks get
   * CONTACT_ERASED. What others wrote about the person in records of other contacts is not found. Administrators only.
   * There is no way back: use `contactDelete` for what may come back.
   */
  contactErase: ContactErasePayload;
  /**
   * Starts a job that erases many contacts, each as `contactErase` would, with the same events. Administrators only.
   * LIMIT if the account has 100 unfinished jobs.
   */
  contactsBulkErase: JobPayload;
  /**
   * Starts a job that writes everything that is kept about one person to a file of JSON, to be handed over: the contact,
   * addresses, attributes, labels, company, links to inboxes, conversations with their messages, notes, ratings, merges and
   * events. `resultUrl` of the job is the link to it. Administrators only. LIMIT if the account has 100 unfinished jobs.
   */
  contactDataExport: JobPayload;
  /**
   * Lets an address that was suppressed by an erasure be stored again, as when the person becomes a customer once more.
   * Administrators only. NOT_FOUND if it is not suppressed.
   */
  suppressionLift: SuppressionLiftPayload;
  /**
   * Starts a job that imports contacts from a file. Each row updates the contact with its id, else the one with its identifier, else the
   * one with its email, else the one with its phone number, or creates a contact; checks and events are those of single mutations. A
   * contact that was found by a weaker key is somebody else if it has a stronger one that differs: the row makes a contact of its own,
   * with the weaker key as a shared address and a warning. Blank cells change nothing. Administrators only. LIMIT if the account has 100
   * unfinished jobs. Undone by `jobUndo`.
   */
  contactsImport: JobPayload;
  /**
   * Tells what `contactsImport` would do with the same input, and stores nothing: how the file is written, what each column is for, and
   * what would become of the first 20 rows, which are imported in a transaction that is rolled back. Administrators only. The errors are
   * those of `contactsImport`.
   */
  contactsImportPreview: ContactsImportPreviewPayload;
  /**
   * Updates or creates up to 500 contacts in one transaction, each as `contactUpsert` would, in their order. One that breaks a rule is left
   * out and says so; the others are stored.
   */
  contactsUpsert: ContactsUpsertPayload;
  /** Creates an inbox with a new key for `identifierHash`. LIMIT if the account has 1,000. Administrators only. */
  inboxCreate: InboxPayload;
  /** Changes the name or the survey setting of an inbox. Administrators only. */
  inboxUpdate: InboxPayload;
  /**
   * Deletes an inbox with its links to contacts. BLOCKED_BY_RULE while there are conversations that go through it.
   * Administrators only.
   */
  inboxDelete: InboxDeletePayload;
  /** Links a contact to an inbox. TAKEN if a contact, be it the same one, already has the source id in that inbox. */
  contactInboxCreate: ContactInboxPayload;
  /**
   * Removes a link between a contact and an inbox, such as that of an address which is somebody else's now. Its
   * conversations answer to the contact's current address from then on; BLOCKED_BY_RULE if there is none.
   */
  contactInboxDelete: ContactInboxDeletePayload;
  /**
   * Starts a job that changes many contacts, each as `contactUpdate` would, with the same events. LIMIT if the account
   * has 100 unfinished jobs.
   */
  contactsBulkUpdate: JobPayload;
  /**
   * Starts a job that deletes many contacts, each as `contactDelete` would, with the same events. Administrators only.
   * LIMIT if the account has 100 unfinished jobs.
   */
  contactsBulkDelete: JobPayload;
  /**
   * Starts a job that deletes contacts of a given age without email, phone number, identifier and conversations. Each
   * contact is checked again right before it is deleted. Administrators only. LIMIT if the account has 100 unfinished
   * jobs.
   */
  contactsCleanupStale: JobPayload;
  /**
   * Starts a job that writes contacts to a file, as a consistent snapshot. Administrators only. LIMIT if the account
   * has 100 unfinished jobs.
   */
  contactsExport: JobPayload;
  /**
   * Stops a job after the part that is in progress. What it has done so far is kept. BLOCKED_BY_RULE if the job has
   * ended.
   */
  jobCancel: JobPayload;
  /**
   * Starts a job that takes back an import or a bulk update that has ended, also one that was cancelled or has failed. Contacts that have not
   * changed since get back the values, addresses and labels that they had; contacts that it created are deleted unless they have changed, or
   * have got conversations, links, notes or merged contacts since. The others are failures of the new job and stay as they are. Companies and
   * labels that the job created stay. Events are those of updates and deletes. Undoing an import needs the permission to import.
   * BLOCKED_BY_RULE for jobs of other kinds, dry runs, jobs that have not ended, and those that were undone already. LIMIT if the account has
   * 100 unfinished jobs.
   */
  jobUndo: JobPayload;
  /**
   * Creates a label. TAKEN if there is one with the title, LIMIT if the account has 1,000, as with every input that names labels which
   * do not exist yet. Administrators only.
   */
  labelCreate: LabelPayload;
  /**
   * Changes a label. A new title applies to all contacts and conversations with the label, and each of the contacts
   * gets a CONTACT_UPDATED event. Administrators only.
   */
  labelUpdate: LabelPayload;
  /** Deletes a label and removes it from all contacts and conversations. Administrators only. */
  labelDelete: LabelDeletePayload;
  /**
   * Merges contacts into one that survives. Conversations, messages, inbox links, notes, ratings and labels move to
   * the survivor, also all addresses, so that everything which finds contacts by them finds it from then on, as do the
   * ids of the other contacts. The merge is recorded and can be undone.
   */
  contactMerge: ContactMergePayload;
  /**
   * Undoes a merge: restores the merged contacts with their ids and moves back what was moved. What was added later
   * stays with the survivor. BLOCKED_BY_RULE if the merge is undone already, the survivor no longer exists, or
   * contacts were merged into the survivor later (undo those merges first).
   */
  contactUnmerge: ContactUnmergePayload;
  /**
   * Adds a message to a conversation. A message from the contact updates the contact's last activity (at most once a
   * minute) and, unless the contact is blocked, reopens a RESOLVED or SNOOZED conversation. The message is stored, not
   * sent through the channel.
   */
  messageCreate: MessagePayload;
  /** Changes the text, the attributes or the status of a message. BLOCKED_BY_RULE if it was deleted. */
  messageUpdate: MessagePayload;
  /**
   * Deletes the text, the attributes and the attachments of a message. The message stays as an empty one with `deletedAt`, so
   * that others see that there was one. Deleting twice changes nothing.
   */
  messageDelete: MessagePayload;
  /**
   * Adds a file to a message: a multipart request, as pictures have it. What the file is, is found out from its content. TOO_LONG
   * beyond 40 MB, LIMIT if the message has 15 files, BLOCKED_BY_RULE if it was deleted. The message gets a new version.
   */
  attachmentCreate: AttachmentPayload;
  /** Deletes an attachment and its file. The message gets a new version. */
  attachmentDelete: AttachmentDeletePayload;
  /** Adds a note to a contact. Its author is the calling user. */
  noteCreate: NotePayload;
  /** Changes the text of a note. Every user may change every note; the author stays the same. */
  noteUpdate: NotePayload;
  /** Deletes a note. Every user may delete every note. */
  noteDelete: NoteDeletePayload;
  /** Gives a contact a further address. TAKEN, with the contact that has it, if it is a key of another one. */
  contactPointAdd: ContactPointPayload;
  /** Changes what is known of an address: its label, and whether it is preferred, shared or verified. */
  contactPointUpdate: ContactPointPayload;
  /** Removes an address from a contact. If it was the preferred one of its kind, the next one becomes preferred. */
  contactPointRemove: ContactPointPayload;
  /**
   * Creates a role beside ADMINISTRATOR and AGENT. `userUpdate(roleId)` gives it to users. TAKEN if the account has a role
   * with this name, LIMIT if it has 100. Administrators only.
   */
  roleCreate: RolePayload;
  /** Changes a role, for its users at once. TAKEN if the account has another role with the new name. Administrators only. */
  roleUpdate: RolePayload;
  /** Deletes a role. BLOCKED_BY_RULE while users have it, deactivated ones included. Administrators only. */
  roleDelete: RoleDeletePayload;
  /** Saves a filter as a segment. LIMIT if the caller already has 1,000. */
  segmentCreate: SegmentPayload;
  /** Changes a segment. Allowed for its owner and, if it is shared, for administrators (FORBIDDEN otherwise). */
  segmentUpdate: SegmentPayload;
  /**
   * Deletes a segment, not its contacts. Allowed for its owner and, if it is shared, for administrators (FORBIDDEN
   * otherwise).
   */
  segmentDelete: SegmentDeletePayload;
  /** Creates a team. TAKEN if the account has a team with this name, LIMIT if it has 200. Administrators only. */
  teamCreate: TeamPayload;
  /** Changes a team. TAKEN if the account has another team with the new name. Administrators only. */
  teamUpdate: TeamPayload;
  /**
   * Deletes a team; its conversations are assigned to no team then, and stay with their assignees. `Team.usedBySegments` says
   * beforehand which filters name it. Administrators only.
   */
  teamDelete: TeamDeletePayload;
  /**
   * Adds a user who chooses a password by a link. Kith sends no mail: give the link to the person whom it is for.
   * Administrators only. TAKEN if the account already has a user with this email.
   */
  userInvite: UserLinkPayload;
  /**
   * Makes a link by which a user chooses a new password, in place of one that was lost. The old password and the sessions last
   * until the link is used. Administrators only, and not for oneself: `userUpdate` changes one's own password
   * (BLOCKED_BY_RULE). BLOCKED_BY_RULE too for deactivated users.
   */
  userPasswordReset: UserLinkPayload;
  /**
   * Sets the password of the user whom a link is for. It needs no sign-in, and does not sign in. The link can't be used again, and the user's
   * sessions end. INVALID if the link was used, was replaced by a newer one or has expired; RATE_LIMITED after 10 tries from
   * an address, one more every 6 seconds.
   */
  userLinkAccept: UserLinkAcceptPayload;
  /**
   * Keeps a user from signing in. Sessions and links end at once, and the conversations that the user works on (all that are
   * not RESOLVED) go to another user or to nobody. What the user wrote keeps its author. Administrators only. BLOCKED_BY_RULE
   * for the last administrator. Deactivating twice changes nothing.
   */
  userDeactivate: UserDeactivatePayload;
  /** Lets a deactivated user sign in again, with the password and second factor of before. Administrators only. */
  userReactivate: UserPayload;
  /** Ends a session at once, also on open connections. One's own, or, for administrators, anyone's; NOT_FOUND otherwise. */
  sessionRevoke: SessionRevokePayload;
  /** Signs a user out everywhere. Oneself, or, for administrators, anyone (FORBIDDEN otherwise). */
  userSignOut: UserSignOutPayload;
  /**
   * Begins to set up an authenticator app (TOTP, RFC 6238: 6 digits, 30 seconds, SHA-1) for the caller, who is a user. Nothing
   * changes until `secondFactorConfirm`; setting up again makes a new secret. BLOCKED_BY_RULE if the caller has a second factor
   * already.
   */
  secondFactorSetUp: SecondFactorSetUpPayload;
  /**
   * Ends the set-up with a code of the app. From now on, signing in with the password needs a code too; signing in through the OpenID Connect
   * provider does not. The caller's other sessions end. INVALID if the code is wrong, RATE_LIMITED after 5 wrong ones.
   */
  secondFactorConfirm: RecoveryCodesPayload;
  /**
   * Lets a user sign in without a second factor again. Users need a code for their own; administrators remove that of others
   * without one. BLOCKED_BY_RULE if there is none.
   */
  secondFactorRemove: UserPayload;
  /** Replaces the caller's recovery codes, the unused ones too, by 10 new ones. INVALID if the code is wrong. */
  recoveryCodesReplace: RecoveryCodesPayload;
  /**
   * Adds an endpoint, which receives all later events of the given types. LIMIT if the account has 50 endpoints.
   * Administrators only.
   */
  webhookEndpointCreate: WebhookEndpointPayload;
  /**
   * Changes an endpoint. Enabling it again resets its failures; events that happened while it was disabled are not
   * sent. Administrators only.
   */
  webhookEndpointUpdate: WebhookEndpointPayload;
  /** Deletes an endpoint and its deliveries, including those that are pending. Administrators only. */
  webhookEndpointDelete: WebhookEndpointDeletePayload;
  /**
   * Replaces the secret that signs an endpoint's deliveries. For some hours they are signed with the old one too.
   * Administrators only.
   */
  webhookSecretRotate: WebhookEndpointPayload;
  /**
   * Sends a delivery of type `TEST` without an event. It is attempted once, even if the endpoint is disabled; query
   * the delivery again for the result. Administrators only.
   */
  webhookTest: WebhookDeliveryPayload;
  /**
   * Starts a job that sends finished deliveries again with the same message ids: the DEAD ones, unless `states` says
   * otherwise. BLOCKED_BY_RULE if the endpoint is disabled, LIMIT if the account has 100 unfinished jobs.
   * Administrators only.
   */
  webhookDeliveriesReplay: JobPayload;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationAccountUpdateArgs = {
  input: AccountUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserCreateArgs = {
  input: UserCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserUpdateArgs = {
  input: UserUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationApiTokenCreateArgs = {
  input: ApiTokenCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationApiTokenRevokeArgs = {
  input: ApiTokenRevokeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCustomAttributeDefinitionCreateArgs = {
  input: CustomAttributeDefinitionCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCustomAttributeDefinitionUpdateArgs = {
  input: CustomAttributeDefinitionUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCustomAttributeDefinitionDeleteArgs = {
  input: CustomAttributeDefinitionDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactAvatarSetArgs = {
  input: ContactAvatarSetInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactAvatarRemoveArgs = {
  input: ContactAvatarRemoveInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyAvatarSetArgs = {
  input: CompanyAvatarSetInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyAvatarRemoveArgs = {
  input: CompanyAvatarRemoveInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyCreateArgs = {
  input: CompanyCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyUpdateArgs = {
  input: CompanyUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyDeleteArgs = {
  input: CompanyDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyDuplicateDismissArgs = {
  input: CompanyDuplicateDismissInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyMergeArgs = {
  input: CompanyMergeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCompanyUnmergeArgs = {
  input: CompanyUnmergeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactConsentSetArgs = {
  input: ContactConsentSetInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactUpsertArgs = {
  input: ContactUpsertInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactBlockArgs = {
  input: ContactBlockInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactUnblockArgs = {
  input: ContactUnblockInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactLabelsAddArgs = {
  input: ContactLabelsInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactLabelsRemoveArgs = {
  input: ContactLabelsInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactLabelsSetArgs = {
  input: ContactLabelsInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactPresenceArgs = {
  input: ContactPresenceInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactCreateArgs = {
  input: ContactCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactUpdateArgs = {
  input: ContactUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactDeleteArgs = {
  input: ContactDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationConversationCreateArgs = {
  input: ConversationCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationConversationUpdateArgs = {
  input: ConversationUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationConversationTypingArgs = {
  input: ConversationTypingInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationConversationDeleteArgs = {
  input: ConversationDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCsatResponseCreateArgs = {
  input: CsatResponseCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCsatResponseReviewArgs = {
  input: CsatResponseReviewInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationCsatResponsesExportArgs = {
  input: CsatResponsesExportInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationDuplicateDismissArgs = {
  input: DuplicateDismissInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactEraseArgs = {
  input: ContactEraseInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsBulkEraseArgs = {
  input: ContactsBulkEraseInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactDataExportArgs = {
  input: ContactDataExportInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSuppressionLiftArgs = {
  input: SuppressionLiftInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsImportArgs = {
  input: ContactsImportInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsImportPreviewArgs = {
  input: ContactsImportInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsUpsertArgs = {
  input: ContactsUpsertInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationInboxCreateArgs = {
  input: InboxCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationInboxUpdateArgs = {
  input: InboxUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationInboxDeleteArgs = {
  input: InboxDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactInboxCreateArgs = {
  input: ContactInboxCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactInboxDeleteArgs = {
  input: ContactInboxDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsBulkUpdateArgs = {
  input: ContactsBulkUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsBulkDeleteArgs = {
  input: ContactsBulkDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsCleanupStaleArgs = {
  input: ContactsCleanupStaleInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactsExportArgs = {
  input: ContactsExportInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationJobCancelArgs = {
  input: JobCancelInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationJobUndoArgs = {
  input: JobUndoInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationLabelCreateArgs = {
  input: LabelCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationLabelUpdateArgs = {
  input: LabelUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationLabelDeleteArgs = {
  input: LabelDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactMergeArgs = {
  input: ContactMergeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactUnmergeArgs = {
  input: ContactUnmergeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationMessageCreateArgs = {
  input: MessageCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationMessageUpdateArgs = {
  input: MessageUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationMessageDeleteArgs = {
  input: MessageDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationAttachmentCreateArgs = {
  input: AttachmentCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationAttachmentDeleteArgs = {
  input: AttachmentDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationNoteCreateArgs = {
  input: NoteCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationNoteUpdateArgs = {
  input: NoteUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationNoteDeleteArgs = {
  input: NoteDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactPointAddArgs = {
  input: ContactPointAddInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactPointUpdateArgs = {
  input: ContactPointUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationContactPointRemoveArgs = {
  input: ContactPointRemoveInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationRoleCreateArgs = {
  input: RoleCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationRoleUpdateArgs = {
  input: RoleUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationRoleDeleteArgs = {
  input: RoleDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSegmentCreateArgs = {
  input: SegmentCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSegmentUpdateArgs = {
  input: SegmentUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSegmentDeleteArgs = {
  input: SegmentDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationTeamCreateArgs = {
  input: TeamCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationTeamUpdateArgs = {
  input: TeamUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationTeamDeleteArgs = {
  input: TeamDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserInviteArgs = {
  input: UserInviteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserPasswordResetArgs = {
  input: UserPasswordResetInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserLinkAcceptArgs = {
  input: UserLinkAcceptInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserDeactivateArgs = {
  input: UserDeactivateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserReactivateArgs = {
  input: UserReactivateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSessionRevokeArgs = {
  input: SessionRevokeInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationUserSignOutArgs = {
  input: UserSignOutInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSecondFactorSetUpArgs = {
  input: SecondFactorSetUpInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSecondFactorConfirmArgs = {
  input: SecondFactorConfirmInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationSecondFactorRemoveArgs = {
  input: SecondFactorRemoveInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationRecoveryCodesReplaceArgs = {
  input: RecoveryCodesReplaceInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookEndpointCreateArgs = {
  input: WebhookEndpointCreateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookEndpointUpdateArgs = {
  input: WebhookEndpointUpdateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookEndpointDeleteArgs = {
  input: WebhookEndpointDeleteInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookSecretRotateArgs = {
  input: WebhookSecretRotateInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookTestArgs = {
  input: WebhookTestInput;
};

/**
 * All changes. To make a retry safe, send the HTTP header Idempotency-Key (1 to 255 visible ASCII characters): for 24
 * hours, the same key with the same body returns the first answer again, and the same key with another body fails with
 * CONFLICT.
 */
export type MutationWebhookDeliveriesReplayArgs = {
  input: WebhookDeliveriesReplayInput;
};

/** A record that has an id and can be fetched by it. */
export type Node = {
  /** Opaque id, unique across all types: a prefix that names the type, and a UUIDv7 in TypeID form. */
  id: Scalars['ID']['output'];
};

/** An internal note about a contact. */
export type Note = Node & {
  /** Opaque id of the note, with the prefix `note_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the note. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** The contact that it is about. */
  contact: Contact;
  /** The text, 1 to 20,000 characters. */
  content: Scalars['String']['output'];
  /** The user who wrote it; null for API tokens, and if the user has been removed. */
  author: Maybe<User>;
  /** What the caller may do with the note: `update` stands for `noteUpdate`, `delete` for `noteDelete`. */
  viewerCan: RecordPermissions;
  /** When the note was written. */
  createdAt: Scalars['DateTime']['output'];
  /** When the note last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of notes. */
export type NoteConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<NoteEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Note>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of notes. */
export type NoteConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new note. */
export type NoteCreateInput = {
  /** Id of the contact that it is about; NOT_FOUND if there is none. */
  contactId: Scalars['ID']['input'];
  /** The text, 1 to 20,000 characters; REQUIRED if blank. */
  content: Scalars['String']['input'];
};

/** Selects a note to delete. */
export type NoteDeleteInput = {
  /** Id of the note. */
  id: Scalars['ID']['input'];
};

/** Result of `noteDelete`. */
export type NoteDeletePayload = {
  /** Id of the deleted note; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A note and its position in the list. */
export type NoteEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The note at this position. */
  node: Note;
};

/** Result of `noteCreate` and `noteUpdate`. */
export type NotePayload = {
  /** The note as stored; null if there are errors. */
  note: Maybe<Note>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A new text for a note. */
export type NoteUpdateInput = {
  /** Id of the note to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the note has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The new text, 1 to 20,000 characters; REQUIRED if blank. */
  content: Scalars['String']['input'];
};

/** Where rows without a value are sorted. */
export type Nulls =
  /** Before all rows that have a value. */
  | 'FIRST'
  /** After all rows that have a value. */
  | 'LAST';

/** A condition on a number. All operators that are given must match. */
export type NumberFilter = {
  /** The number equals this one. */
  eq?: InputMaybe<Scalars['Float']['input']>;
  /** The number differs from this one, or there is no value. */
  ne?: InputMaybe<Scalars['Float']['input']>;
  /** The number is less than this one. */
  lt?: InputMaybe<Scalars['Float']['input']>;
  /** The number is less than or equal to this one. */
  lte?: InputMaybe<Scalars['Float']['input']>;
  /** The number is greater than this one. */
  gt?: InputMaybe<Scalars['Float']['input']>;
  /** The number is greater than or equal to this one. */
  gte?: InputMaybe<Scalars['Float']['input']>;
  /** The number is in this list. */
  in?: InputMaybe<Array<Scalars['Float']['input']>>;
  /** The number is not in this list, or there is no value. */
  nin?: InputMaybe<Array<Scalars['Float']['input']>>;
  /** If true, there is no number; if false, there is one. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Where a page is in its list. */
export type PageInfo = {
  /** True if the list has rows after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if the list has rows before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row of the page; null if the page is empty. */
  startCursor: Maybe<Scalars['Cursor']['output']>;
  /** Cursor of the last row of the page; null if the page is empty. */
  endCursor: Maybe<Scalars['Cursor']['output']>;
};

/** Days around today, which begins and ends as the account's time zone says. Weeks begin on Monday, as in ISO 8601. */
export type Period =
  /** The present day. */
  | 'TODAY'
  /** The day before today. */
  | 'YESTERDAY'
  /** The day after today. */
  | 'TOMORROW'
  /** The seven days before this week's Monday. */
  | 'LAST_WEEK'
  /** From the last Monday, or today, to the Sunday that follows. */
  | 'THIS_WEEK'
  /** The seven days after this week's Sunday. */
  | 'NEXT_WEEK'
  /** The calendar month before this one. */
  | 'LAST_MONTH'
  /** The calendar month of today. */
  | 'THIS_MONTH'
  /** The calendar month after this one. */
  | 'NEXT_MONTH'
  /** The calendar year before this one. */
  | 'LAST_YEAR'
  /** The calendar year of today. */
  | 'THIS_YEAR'
  /** The calendar year after this one. */
  | 'NEXT_YEAR';

/**
 * What a role can allow. Whoever manages users, tokens, roles and the account is an administrator; no role of the account's own
 * includes that.
 */
export type Permission =
  /** Create contacts, also by upserts. */
  | 'CONTACT_CREATE'
  /** Change contacts: fields, addresses, labels, links, pictures; bulk updates too. */
  | 'CONTACT_UPDATE'
  /** Block and unblock contacts. */
  | 'CONTACT_BLOCK'
  /** Merge contacts, undo merges and dismiss duplicates. */
  | 'CONTACT_MERGE'
  /** Delete contacts, many at once too. */
  | 'CONTACT_DELETE'
  /** Erase people. Not for roles with a filter or masked fields. */
  | 'CONTACT_ERASE'
  /** Import contacts from files. */
  | 'CONTACT_IMPORT'
  /** Export contacts, and hand over the data of one. */
  | 'CONTACT_EXPORT'
  /** Work with conversations, messages and ratings. */
  | 'CONVERSATION_WRITE'
  /** Delete whole conversations. */
  | 'CONVERSATION_DELETE'
  /** Write, change and delete notes. */
  | 'NOTE_WRITE'
  /** Create labels by using them. */
  | 'LABEL_CREATE'
  /** Create, change and delete companies. */
  | 'COMPANY_WRITE'
  /** Create, change and delete inboxes. */
  | 'INBOX_WRITE'
  /** Create, change and delete teams. */
  | 'TEAM_WRITE'
  /** Create, change and delete labels. */
  | 'LABEL_WRITE'
  /** Define custom attributes. */
  | 'DEFINITION_WRITE'
  /** Save filters as segments. */
  | 'SEGMENT_WRITE'
  /** Manage webhooks, which get the events of all contacts. Not for roles with a filter or masked fields. */
  | 'WEBHOOK_WRITE'
  /** Read the audit log. Not for roles with a filter or masked fields. */
  | 'AUDIT_READ';

/** How to format a phone number. */
export type PhoneStyle =
  /** Digits only, such as +12125551234. */
  | 'E164'
  /** With the country code, such as +1 212-555-1234. */
  | 'INTERNATIONAL'
  /** As written within the country, such as (212) 555-1234. */
  | 'NATIONAL';

/**
 * Where a picture comes from: exactly one of `file` and `url`. Accepted are JPEG, PNG, GIF and WebP up to 5 MiB and 25
 * million pixels; anything else is INVALID. The centre of the picture is cropped to a square and encoded again, from the
 * first frame of an animation; nothing else of the file is kept.
 */
export type PictureSource =
  /** A file sent with this request. */
  | { file: Scalars['Upload']['input']; url?: never } /**
   * An http or https URL of at most 2,048 characters at a public address. INVALID if there is no usable picture. If
   * the server does not answer within 2 seconds or is temporarily unavailable, up to 4 more attempts follow in the
   * background within 15 minutes; if they fail, or another picture is set meanwhile, the record stays unchanged and
   * no error is reported.
   */
  | { file?: never; url: Scalars['String']['input'] };

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type Query = {
  /**
   * The record with the given id, whatever its type; null if there is none that the caller can see. The id of a merged
   * contact returns the contact that it was merged into.
   */
  node: Maybe<Node>;
  /** The records with the given ids, in the same order, with null for each id that is unknown. */
  nodes: Array<Maybe<Node>>;
  /**
   * The record that another system has under an id, once it was brought over from there by an import; null if there is none.
   * The id of a contact that was merged since returns the contact that it was merged into.
   */
  nodeByLegacyId: Maybe<Node>;
  /** The caller: a user or an API token, with its role and remaining budget. */
  viewer: Viewer;
  /** The caller's account. */
  account: Account;
  /** Definitions of custom attributes for one kind of record, by key. At most 1,000 exist. */
  customAttributeDefinitions: Array<CustomAttributeDefinition>;
  /**
   * The account's audit log, newest first: sign-ins, changes of settings, users and credentials, exports, imports, bulk
   * jobs, deletes and merges. It is only appended to, in the transaction of what it records, and kept for 400 days unless
   * the operator of the server chose otherwise. Administrators only (FORBIDDEN). The list goes forward only: it has no
   * `last` and `before`.
   */
  auditEvents: AuditEventConnection;
  /** The company with the given id, or that into which it was merged; null if there is none. */
  company: Maybe<Company>;
  /** Companies of the account, by name, ignoring case and accents, unless `orderBy` says otherwise. */
  companies: CompanyConnection;
  /**
   * Pairs of companies that are probably one, the most probable first, with the reasons: their names without legal forms, and their
   * domains. Companies are compared within seconds of a change, up to 100,000 of them. The list goes forward only: it has no
   * `last` and `before`.
   */
  companyDuplicates: CompanyDuplicatePairConnection;
  /** The result that `companyMerge` would have with the same input, field by field. Nothing is changed. */
  companyMergePreview: CompanyMergePreview;
  /**
   * The contact with the given key; null if there is none. Each of a contact's addresses that is not shared is a key.
   * The id of a contact that was merged finds the contact that it was merged into.
   */
  contact: Maybe<Contact>;
  /** Contacts of the account, newest first unless `orderBy` or `search` says otherwise. */
  contacts: ContactConnection;
  /**
   * Counts contacts by group, for boards and charts: the largest groups first, months in chronological order. A
   * contact with several labels or inboxes counts in each of them; contacts without a value are not counted.
   */
  contactGroups: Array<ContactGroup>;
  /** The conversation with the given key; null if there is none. */
  conversation: Maybe<Conversation>;
  /** Conversations of the account, latest activity first unless `orderBy` says otherwise. */
  conversations: ConversationConnection;
  /** Ratings of the account, newest first unless `orderBy` says otherwise. */
  csatResponses: CsatResponseConnection;
  /** Statistics on the account's ratings. */
  csatReport: CsatReport;
  /**
   * Pairs of contacts that are probably the same person, the most probable first, with the reasons. A contact is compared
   * with others within seconds of a change. The list goes forward only: it has no `last` and `before`.
   */
  contactDuplicates: DuplicatePairConnection;
  /**
   * Groups of contacts that are connected by pairs of `contactDuplicates`, the largest first. They are formed of the 100,000
   * most probable pairs.
   */
  contactDuplicateClusters: Array<DuplicateCluster>;
  /**
   * Contacts that are probably the person of a draft, the most probable first, at most 10. Ask before a contact is created. Nothing is
   * stored.
   */
  contactDuplicatesOf: Array<DuplicateMatch>;
  /**
   * Whether an address was suppressed when a contact was erased; null if it was not. The server keeps no such address, only
   * a hash of it, so there is no list. Administrators only (FORBIDDEN). INVALID unless the address is one.
   */
  suppressed: Maybe<Suppression>;
  /**
   * The account's event log, oldest first: a change feed. Continue after the last cursor to receive every event
   * exactly once. Subscriptions and webhooks report the same events, and subscriptions take the same cursors. If the
   * log no longer reaches back to `after`, the error is CURSOR_EXPIRED, with the oldest available cursor in
   * `extensions.cursor`. The list goes forward only: it has no `last` and `before`.
   */
  contactEvents: ContactEventConnection;
  /**
   * The position after the last event of the account: with it, a subscription or a list of events goes on from now. To
   * miss nothing, ask for it before you read contacts, in a request of its own.
   */
  eventCursor: Scalars['Cursor']['output'];
  /** Inboxes of the account, by name. */
  inboxes: InboxConnection;
  /** A job by its id; null if there is none. Agents see only their own jobs. */
  job: Maybe<Job>;
  /**
   * Jobs, newest first. Administrators see all jobs of the account, agents their own. The list goes forward only: it has no
   * `last` and `before`.
   */
  jobs: JobConnection;
  /** Labels of the account, by title. */
  labels: LabelConnection;
  /** The result that `contactMerge` would have with the same input, field by field. Nothing is changed. */
  contactMergePreview: ContactMergePreview;
  /**
   * Messages of the account whose text contains a search, newest first. Case is ignored, accents are not; the first 4,000
   * characters of a text are searched. Deleted messages have no text.
   */
  messages: MessageConnection;
  /**
   * How much rules of retention would remove now, to be seen before `accountUpdate` sets them. It counts everything, which takes seconds if
   * that is much, and changes nothing. Administrators only (FORBIDDEN).
   */
  retentionPreview: RetentionPreview;
  /** The roles of the account's own, by name; at most 100. Users who see only some contacts or fields get their own role alone. */
  roles: Array<CustomRole>;
  /** The caller's own segments and the shared ones, by name. */
  segments: SegmentConnection;
  /** The teams of the account, by name; at most 200. */
  teams: Array<Team>;
  /**
   * The sessions of a user that have not expired, the one that was used last first; at most 100. A session is a sign-in of a
   * browser. Other users' sessions are for administrators (FORBIDDEN otherwise).
   */
  userSessions: Array<UserSession>;
  /** The account's webhook endpoints, oldest first; at most 50. Empty for agents. */
  webhookEndpoints: Array<WebhookEndpoint>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryNodeByLegacyIdArgs = {
  noun: LegacyNoun;
  system: Scalars['String']['input'];
  id: Scalars['String']['input'];
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCustomAttributeDefinitionsArgs = {
  model?: AttributeModel;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryAuditEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  kinds?: InputMaybe<Array<AuditEventKind>>;
  actorId?: InputMaybe<Scalars['ID']['input']>;
  targetId?: InputMaybe<Scalars['ID']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCompanyArgs = {
  id: Scalars['ID']['input'];
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCompaniesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  orderBy?: InputMaybe<CompanyOrder>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCompanyDuplicatesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  minProbability?: InputMaybe<Scalars['Float']['input']>;
  company?: InputMaybe<Scalars['ID']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCompanyMergePreviewArgs = {
  input: CompanyMergeInput;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactArgs = {
  by: ContactBy;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<ContactFilter>;
  segment?: InputMaybe<Scalars['ID']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  orderBy?: InputMaybe<Array<ContactOrder>>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactGroupsArgs = {
  by: ContactGroupKey;
  filter?: InputMaybe<ContactFilter>;
  search?: InputMaybe<Scalars['String']['input']>;
  limit?: Scalars['Int']['input'];
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryConversationArgs = {
  by: ConversationBy;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryConversationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<ConversationFilter>;
  orderBy?: InputMaybe<ConversationOrder>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCsatResponsesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<CsatFilter>;
  orderBy?: InputMaybe<CsatOrder>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryCsatReportArgs = {
  filter?: InputMaybe<CsatFilter>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactDuplicatesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  minProbability?: InputMaybe<Scalars['Float']['input']>;
  contact?: InputMaybe<Scalars['ID']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactDuplicateClustersArgs = {
  first?: Scalars['Int']['input'];
  minProbability?: InputMaybe<Scalars['Float']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactDuplicatesOfArgs = {
  draft: DuplicateDraft;
  minProbability?: InputMaybe<Scalars['Float']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QuerySuppressedArgs = {
  address: AddressInput;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  types?: InputMaybe<Array<ContactEventType>>;
  contactIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryInboxesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryJobsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryLabelsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryContactMergePreviewArgs = {
  input: ContactMergeInput;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryMessagesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  search: Scalars['String']['input'];
  contactId?: InputMaybe<Scalars['ID']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryRetentionPreviewArgs = {
  visitorRetentionDays?: InputMaybe<Scalars['Int']['input']>;
  messageRetentionMonths?: InputMaybe<Scalars['Int']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QuerySegmentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
};

/** All reads. They need a signed-in caller (otherwise UNAUTHENTICATED); only `__typename` can be read without one. */
export type QueryUserSessionsArgs = {
  userId: Scalars['ID']['input'];
};

/** A budget of points that refills at a constant rate. */
export type RateLimit = {
  /** Points in a full budget. */
  limit: Scalars['Int']['output'];
  /** Points that are left now. */
  remaining: Scalars['Int']['output'];
  /** When the budget will be full again if no more requests are made. */
  resetAt: Scalars['DateTime']['output'];
};

/**
 * What the caller may do with a record, by the role, the scopes of a token, and what the record itself says: whoever gets `true` is not
 * answered with FORBIDDEN. A rule about other records can still refuse it, such as BLOCKED_BY_RULE for an inbox with conversations.
 */
export type RecordPermissions = {
  /** Whether the record may be changed. */
  update: Scalars['Boolean']['output'];
  /** Whether the record may be deleted. */
  delete: Scalars['Boolean']['output'];
};

/** Result of `secondFactorConfirm` and `recoveryCodesReplace`. */
export type RecoveryCodesPayload = {
  /** Ten codes, each of which stands for a code of the app once. They are shown only this once; null if there are errors. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Who asks for new recovery codes. */
export type RecoveryCodesReplaceInput = {
  /** A code of the app, or a recovery code, which is used up. */
  code: Scalars['String']['input'];
};

/** What the caller may do with a record that is only ever removed, as `RecordPermissions` says. */
export type RemovalPermissions = {
  /** Whether the record may be removed. */
  delete: Scalars['Boolean']['output'];
};

/** Rules for contacts that count as known. */
export type ResolvedRule =
  /** The contact has an email, a phone number or an identifier. */
  | 'IDENTIFIED'
  /** The contact's type is LEAD, the rule of CRM v2. */
  | 'LEADS';

/** What rules of retention would remove now. */
export type RetentionPreview = {
  /** Visitors whose time is over, who would be removed with their conversations and messages. */
  visitors: Scalars['Int']['output'];
  /** Messages of other contacts that would be deleted, with their attachments. */
  messages: Scalars['Int']['output'];
};

/** What a user or an API token is allowed to do. */
export type Role =
  /** May do everything in the account. */
  | 'ADMINISTRATOR'
  /**
   * May read, create, update, block, label and merge contacts, bulk updates included, work with conversations, notes,
   * ratings and companies, and own segments. May not delete, import or export contacts, create labels, or manage
   * inboxes, users, API tokens, attribute definitions and webhooks.
   */
  | 'AGENT';

/** A new role. */
export type RoleCreateInput = {
  /** Name, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** What the role is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What its users may do besides reading; nothing by default. INVALID for one that does not go with a filter or masked fields. */
  permissions?: Array<Permission>;
  /** Which contacts its users see; all by default. INVALID if it names a label, company, inbox, user or team that does not exist. */
  contactFilter?: InputMaybe<ContactFilter>;
  /** What its users do not see of contacts; nothing by default. */
  maskedFields?: Array<MaskedField>;
};

/** Selects a role to delete. */
export type RoleDeleteInput = {
  /** Id of the role; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `roleDelete`. */
export type RoleDeletePayload = {
  /** Id of the deleted role; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Result of `roleCreate` and `roleUpdate`. */
export type RolePayload = {
  /** The role as stored; null if there are errors. */
  role: Maybe<CustomRole>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a role. Fields that are absent are left unchanged; null clears a field, and is INVALID for the name. */
export type RoleUpdateInput = {
  /** Id of the role to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the role has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name of the role, 1 to 100 characters; TAKEN if another one has it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What the role is for, at most 1,000 characters; null for nothing. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Replaces what its users may do; null for nothing but reading. */
  permissions?: InputMaybe<Array<Permission>>;
  /** Replaces the filter of contacts; null for all contacts. */
  contactFilter?: InputMaybe<ContactFilter>;
  /** Replaces what is masked; null for nothing. */
  maskedFields?: InputMaybe<Array<MaskedField>>;
};

/** The proof that an authenticator app was set up. */
export type SecondFactorConfirmInput = {
  /** The 6 digits that the app shows; spaces are ignored. */
  code: Scalars['String']['input'];
};

/** Selects a user whose second factor is removed. */
export type SecondFactorRemoveInput = {
  /** Id of the user; NOT_FOUND if there is none. */
  userId: Scalars['ID']['input'];
  /**
   * A code of the app, or a recovery code: REQUIRED for one's own second factor, INVALID if it is wrong, RATE_LIMITED after 5
   * wrong ones. Administrators do not need it for others.
   */
  code?: InputMaybe<Scalars['String']['input']>;
};

/** Who sets up an authenticator app. */
export type SecondFactorSetUpInput = {
  /** The caller's password: REQUIRED if there is one, INVALID if it is wrong, and RATE_LIMITED after 10 wrong ones. */
  currentPassword?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `secondFactorSetUp`. */
export type SecondFactorSetUpPayload = {
  /** The secret in base32, to be typed into the app; null if there are errors. */
  secret: Maybe<Scalars['String']['output']>;
  /** The same as an otpauth URI, to be shown as a QR code; null if there are errors. */
  url: Maybe<Scalars['String']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A saved filter for contacts. */
export type Segment = Node & {
  /** Opaque id of the segment, with the prefix `segment_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the segment. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Name to show to people, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /**
   * The filter as a JSON object in the form of ContactFilter. It is stored with the ids of labels and shown with the
   * titles that they have now, so that a new title changes nothing. A label that was deleted is shown by its id.
   */
  filter: Scalars['JSON']['output'];
  /**
   * The places in the filter that name a label, company, inbox or user which does not exist any more. Such a condition
   * holds for nobody or, if it is a negative one, for everybody; bulk updates and deletes of the segment are INVALID.
   */
  deadReferences: Array<DeadReference>;
  /** Whether everyone in the account can see it; otherwise only its owner can. */
  shared: Scalars['Boolean']['output'];
  /**
   * Whether the event log tells which contacts enter and leave it, by SEGMENT_ENTERED and SEGMENT_LEFT. The first events are
   * those of the contacts that match when watching begins.
   */
  watch: Scalars['Boolean']['output'];
  /** The user who created it; null for API tokens. */
  owner: Maybe<User>;
  /** The contacts that match the filter now. */
  contacts: ContactConnection;
  /**
   * What the caller may do with the segment: `update` stands for `segmentUpdate`, `delete` for `segmentDelete`. Neither is
   * of a segment of somebody else, except for administrators if it is shared.
   */
  viewerCan: RecordPermissions;
  /** When the segment was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A saved filter for contacts. */
export type SegmentContactsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  orderBy?: InputMaybe<Array<ContactOrder>>;
};

/** A page of segments. */
export type SegmentConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<SegmentEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<Segment>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of segments. */
export type SegmentConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new segment. */
export type SegmentCreateInput = {
  /** Name to show to people, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /**
   * The filter; TOO_LONG if it exceeds 64 KiB as JSON. A label, company, inbox or user in it that does not exist is
   * INVALID.
   */
  filter: ContactFilter;
  /**
   * Whether everyone in the account can see it. Defaults to false, which is INVALID for API tokens: nobody could see
   * the segment.
   */
  shared?: Scalars['Boolean']['input'];
  /**
   * Whether contacts that enter and leave it become events. INVALID unless it is shared; LIMIT if 50 segments of the account
   * are watched already.
   */
  watch?: Scalars['Boolean']['input'];
};

/** Selects a segment to delete. */
export type SegmentDeleteInput = {
  /** Id of the segment. */
  id: Scalars['ID']['input'];
};

/** Result of `segmentDelete`. */
export type SegmentDeletePayload = {
  /** Id of the deleted segment; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A segment and its position in the list. */
export type SegmentEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The segment at this position. */
  node: Segment;
};

/** Result of `segmentCreate` and `segmentUpdate`. */
export type SegmentPayload = {
  /** The segment as stored; null if there are errors. */
  segment: Maybe<Segment>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a segment. Fields that are absent are left unchanged; null is INVALID, as none of them can be empty. */
export type SegmentUpdateInput = {
  /** Id of the segment to change; NOT_FOUND if the caller can see no such segment. */
  id: Scalars['ID']['input'];
  /** If given and the segment has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name, 1 to 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the filter as a whole, with the rules of SegmentCreateInput. */
  filter?: InputMaybe<ContactFilter>;
  /** Whether everyone in the account can see it. A segment of an API token must stay shared. */
  shared?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Whether contacts that enter and leave it become events; with false nobody is told that contacts leave. INVALID unless
   * the segment is shared; LIMIT if 50 others of the account are watched already.
   */
  watch?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The segments whose filters name a record. Look at them before you delete it. */
export type SegmentUsage = {
  /** Number of all of these segments, private ones of other users included. */
  count: Scalars['Int']['output'];
  /** Those of them that the caller can see, the first 100 by name. */
  segments: Array<Segment>;
};

/** Selects a session to end. */
export type SessionRevokeInput = {
  /** Id of the session. */
  id: Scalars['ID']['input'];
};

/** Result of `sessionRevoke`. */
export type SessionRevokePayload = {
  /** Id of the session that has ended; null if there are errors. */
  revokedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A contact's handle in a social network. */
export type SocialProfile = {
  /** Name of the network in lower case, such as `github` or `linkedin`. */
  network: Scalars['String']['output'];
  /** The contact's handle in that network. */
  handle: Scalars['String']['output'];
};

/** A contact's handle in a social network. */
export type SocialProfileInput = {
  /** 1 to 64 letters, digits, `_` and `-`, stored in lower case, such as `github`. */
  network: Scalars['String']['input'];
  /** The contact's handle there, at most 255 characters. */
  handle: Scalars['String']['input'];
};

/** Identifies a contact by its id in the channel of an inbox. */
export type SourceKey = {
  /** Id of the inbox. */
  inboxId: Scalars['ID']['input'];
  /** The contact's id in the channel, as in `ContactInbox.sourceId`; case matters. */
  sourceId: Scalars['String']['input'];
};

/** STALE_VERSION: somebody else changed the record first. */
export type StaleVersionError = UserError & {
  /** Always STALE_VERSION. */
  code: UserErrorCode;
  /** What is wrong and what to do about it, in English, to be shown to people. */
  message: Scalars['String']['output'];
  /** Path to the expected version in the input, such as ["expectedVersion"]. */
  field: Array<Scalars['String']['output']>;
  /** The record as it is now, so that the change can be reviewed and sent again with its version. */
  current: Node;
};

/** A condition on a text. A blank text counts as no value. All operators that are given must match. */
export type StringFilter = {
  /** The text equals this one. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** The text differs from this one, or there is no value. */
  ne?: InputMaybe<Scalars['String']['input']>;
  /** The text is in this list. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The text is not in this list, or there is no value. */
  nin?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The text contains this one. The characters % and _ have no special meaning. */
  contains?: InputMaybe<Scalars['String']['input']>;
  /** The text does not contain this one, or there is no value. */
  notContains?: InputMaybe<Scalars['String']['input']>;
  /** The text begins with this one. */
  startsWith?: InputMaybe<Scalars['String']['input']>;
  /** The text ends with this one. */
  endsWith?: InputMaybe<Scalars['String']['input']>;
  /** If true, there is no value; if false, there is a nonblank text. */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * If true, all operators ignore case, also those that would not: all on `identifier` and `countryCode`, and `eq`, `ne`, `in`
   * and `nin` on texts of custom attributes. Defaults to false. INVALID without another operator.
   */
  ignoreCase?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type Subscription = {
  /**
   * All events of contacts of the account after a cursor, in order, each exactly once, followed by new events as they are
   * committed. In server-sent events the id of each event is its cursor, so the header Last-Event-ID resumes the
   * stream; it takes precedence over `after`. CURSOR_EXPIRED, with the oldest available cursor in `extensions.cursor`,
   * if the log no longer reaches back to the cursor; INVALID if it is a cursor of another account.
   */
  contactEvents: ContactEvent;
  /**
   * Events of conversations after a cursor, in order, each exactly once, followed by new events as they are committed. They
   * stand in the same log as those of contacts, with the same cursors and the errors of `contactEvents`.
   */
  conversationEvents: ContactEvent;
  /**
   * Events of the messages of one conversation after a cursor, as `conversationEvents` sends those of conversations. An unknown
   * conversation has none.
   */
  messageEvents: ContactEvent;
  /**
   * Tells who begins and who stops to type (`conversationTyping`), except for the subscribing user. Someone who is not heard of for 10
   * seconds has stopped, which is told as well. It has no cursor and no past: after a reconnection, nobody types until they say so again.
   * With several servers it needs NATS (KITH_NATS_URL); without it, each tells of its own callers.
   */
  conversationTypingEvents: ConversationTypingEvent;
  /**
   * Sends a contact whenever it has changed. Changes in quick succession may be sent as one. After a merge it sends
   * the survivor, and after an undone merge the contact again. Completes when the contact is deleted. NOT_FOUND if
   * there is no such contact.
   */
  contactUpdated: Contact;
  /**
   * Sends a job at once and again whenever it has changed, checked once a second. Completes after sending the job's
   * end, for which it waits up to 30 seconds until `failuresUrl` is available. NOT_FOUND if the caller can see no such
   * job.
   */
  jobProgress: Job;
  /**
   * A list of contacts that stays true: what `contacts` returns for the same filter, segment, search and order, and then
   * each change of it. The first message is a ContactListSnapshot, or, with `have`, a ContactListPatch that leads from what
   * the client has to what is true now. Each patch that follows leads from the state before to what is true after one or
   * more transactions, never half of one. A client that is slow gets one patch that sums up what it has missed. Conditions
   * that depend on the time are looked at again every 5 seconds. INVALID as `contacts`, also later, when the segment is
   * deleted or can't be seen any more.
   */
  contactsLive: ContactListChange;
  /**
   * A list of conversations that stays true: what `conversations` returns for the same filter and order, and then each
   * change of it, as `contactsLive` does for contacts. The first message is a ConversationListSnapshot, or, with `have`, a
   * ConversationListPatch that leads from what the client has to what is true now. Each patch that follows leads from the
   * state before to what is true after one or more transactions, never half of one. Conditions that depend on the time are
   * looked at again every 5 seconds. INVALID as `conversations`.
   */
  conversationsLive: ConversationListChange;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionContactEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  types?: InputMaybe<Array<ContactEventType>>;
  contactIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  filter?: InputMaybe<ContactFilter>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionConversationEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  types?: InputMaybe<Array<ContactEventType>>;
  contactId?: InputMaybe<Scalars['ID']['input']>;
  inboxId?: InputMaybe<Scalars['ID']['input']>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionMessageEventsArgs = {
  conversationId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionConversationTypingEventsArgs = {
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionContactUpdatedArgs = {
  id: Scalars['ID']['input'];
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionJobProgressArgs = {
  id: Scalars['ID']['input'];
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionContactsLiveArgs = {
  filter?: InputMaybe<ContactFilter>;
  segment?: InputMaybe<Scalars['ID']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  orderBy?: InputMaybe<Array<ContactOrder>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  have?: InputMaybe<Array<ContactListHave>>;
  countLimit?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * Live updates over WebSocket (graphql-transport-ws) and server-sent events (graphql-sse). A caller may have 2,000
 * subscriptions at a time; more are refused with RATE_LIMITED. When the caller's credentials expire or its role changes,
 * its subscriptions end with UNAUTHENTICATED. A client that does not accept its events for 5 seconds gets SLOW_CONSUMER,
 * with the cursor to resume from in `extensions.cursor`. When the server restarts, sockets are closed with code 1012:
 * subscribe again, after the last cursor.
 */
export type SubscriptionConversationsLiveArgs = {
  filter?: InputMaybe<ConversationFilter>;
  orderBy?: InputMaybe<ConversationOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  have?: InputMaybe<Array<ConversationListHave>>;
  countLimit?: InputMaybe<Scalars['Int']['input']>;
};

/** An address that must not be stored. */
export type Suppression = {
  /** What kind of address it is. */
  kind: ContactPointKind;
  /** When the contact that had it was erased. */
  suppressedAt: Scalars['DateTime']['output'];
  /** What the caller may do about it: `delete` stands for `suppressionLift`. */
  viewerCan: RemovalPermissions;
};

/** Selects an address to allow again. */
export type SuppressionLiftInput = {
  /** The address, as it would be given for a contact. */
  address: AddressInput;
};

/** Result of lifting a suppression. */
export type SuppressionLiftPayload = {
  /** True if the address can be stored again; null if there are errors. */
  lifted: Maybe<Scalars['Boolean']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/**
 * TAKEN: the value belongs to another record already, such as the email of a contact or a user, the title of a label, the
 * domain of a company, the key of an attribute or the source id of a link.
 */
export type TakenError = UserError & {
  /** Always TAKEN. */
  code: UserErrorCode;
  /** What is wrong and what to do about it, in English, to be shown to people. */
  message: Scalars['String']['output'];
  /** Path to the value in the input. */
  field: Array<Scalars['String']['output']>;
  /** The record that already has the value; null if the caller cannot see it, or if it has gone meanwhile. */
  node: Maybe<Node>;
  /** The contact that already has the value; null if it is a record of another type. */
  contact: Maybe<Contact>;
};

/** Users who share conversations, such as those of one department. */
export type Team = Node & {
  /** Opaque id of the team, with the prefix `team_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the team, its members included. */
  version: Scalars['Int']['output'];
  /** Name, 1 to 100 characters, unique in the account. */
  name: Scalars['String']['output'];
  /** What the team is for, blank if nobody said so. */
  description: Scalars['String']['output'];
  /** Those in the team who can sign in, by name; at most 500. */
  members: Array<User>;
  /** The segments whose filters name the team. */
  usedBySegments: SegmentUsage;
  /** What the caller may do with the team: `update` stands for `teamUpdate`, `delete` for `teamDelete`. */
  viewerCan: RecordPermissions;
  /** When the team was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A new team. */
export type TeamCreateInput = {
  /** Name, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** What the team is for, at most 1,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Ids of the users in the team, at most 500 (LIMIT); NOT_FOUND if one is no user of the account. */
  memberIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** Selects a team to delete. */
export type TeamDeleteInput = {
  /** Id of the team; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `teamDelete`. */
export type TeamDeletePayload = {
  /** Id of the deleted team; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Result of `teamCreate` and `teamUpdate`. */
export type TeamPayload = {
  /** The team as stored; null if there are errors. */
  team: Maybe<Team>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a team. Fields that are absent are left unchanged; null clears a field, and is INVALID for the name. */
export type TeamUpdateInput = {
  /** Id of the team to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the team has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New name, 1 to 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What the team is for, at most 1,000 characters; null for nothing. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Replaces all members by these users, at most 500 (LIMIT); null removes all. */
  memberIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/**
 * What an API token may be used for. An operation that selects anything else is refused as a whole with FORBIDDEN; the message names
 * the scope that is missing. Scopes that write include those that read the same. Names of users, labels, inboxes, teams and
 * attribute definitions can be read with any scope.
 */
export type TokenScope =
  /** Read contacts with their addresses, notes, events, duplicates and merges, companies, and segments; follow their events. `contacts:read`. */
  | 'CONTACTS_READ'
  /** Change what CONTACTS_READ reads: create, update, merge, block, import and delete. `contacts:write`. */
  | 'CONTACTS_WRITE'
  /** Read conversations, messages and ratings. `conversations:read`. */
  | 'CONVERSATIONS_READ'
  /** Start and change conversations, write messages and ratings. `conversations:write`. */
  | 'CONVERSATIONS_WRITE'
  /** List the users of the account, and its labels, inboxes, teams and attribute definitions. `settings:read`. */
  | 'SETTINGS_READ'
  /** Change the account, its labels, inboxes, teams and attribute definitions. `settings:write`. */
  | 'SETTINGS_WRITE'
  /**
   * Manage users, their sessions and second factors, and API tokens. Whoever has it can give themselves all other rights by a new
   * user. `users:write`.
   */
  | 'USERS_WRITE'
  /** Export contacts and download the files. `exports`. */
  | 'EXPORTS'
  /** Erase contacts for good, with all that is known of them. `erase`. */
  | 'ERASE'
  /** Manage webhooks and their deliveries. `webhooks`. */
  | 'WEBHOOKS';

/** What becomes of columns of a file that are no field of contacts. */
export type UnknownColumns =
  /** The file is refused (INVALID at `map`), with the names of the columns. */
  | 'REFUSE'
  /** They are left out. */
  | 'IGNORE'
  /**
   * They become custom attributes: the one that is defined with the name, else the name in snake_case. A column without a name is left out
   * with a warning, and so are those beyond 256.
   */
  | 'ATTRIBUTES';

/** A person who works in the account. */
export type User = Node & {
  /** Opaque id of the user, with the prefix `user_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the user. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** Display name, 1 to 100 characters. */
  name: Scalars['String']['output'];
  /** Email address in lower case, unique in the account. The user signs in with it. */
  email: Scalars['String']['output'];
  /** What the user is allowed to do; AGENT for users whose `customRole` decides. */
  role: Role;
  /** The availability that was last set for the user; OFFLINE initially. Unlike a contact's, it does not expire. */
  availability: Availability;
  /** Since when the user can't sign in any more; null for everyone who can. */
  deactivatedAt: Maybe<Scalars['DateTime']['output']>;
  /** When the user last signed in; null for never, and for viewers who are neither the user nor may manage users. */
  lastSignInAt: Maybe<Scalars['DateTime']['output']>;
  /**
   * Since when signing in with the password needs a code of an authenticator app; null if it does not, and for viewers who are
   * neither the user nor may manage users.
   */
  secondFactorSince: Maybe<Scalars['DateTime']['output']>;
  /** The teams that the user is in, by name. */
  teams: Array<Team>;
  /** The segments whose filters name the user as an assignee. */
  usedBySegments: SegmentUsage;
  /** What the caller may do with the user. */
  viewerCan: UserPermissions;
  /** Ids of the user in other systems that it was brought over from. */
  legacyIds: Array<LegacyId>;
  /** When the user was created. */
  createdAt: Scalars['DateTime']['output'];
  /**
   * URL of a picture of the user's initials, 128 pixels wide. Anyone can load it without signing in, and it always
   * shows the same picture.
   */
  avatarUrl: Maybe<Scalars['String']['output']>;
  /**
   * The role of the account's own that decides what the user may do; `role` is AGENT then. Null for administrators and
   * agents, and for viewers who may not see the role.
   */
  customRole: Maybe<CustomRole>;
};

/** A page of users. */
export type UserConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<UserEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<User>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
  /** Number of rows in the whole list, on all pages. */
  count: Count;
};

/** A page of users. */
export type UserConnectionCountArgs = {
  limit?: Scalars['Int']['input'];
};

/** A new user of the account. */
export type UserCreateInput = {
  /** Display name, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** Email address as local@domain, at most 255 characters, stored in lower case. It must be unique in the account. */
  email: Scalars['String']['input'];
  /** What the user will be allowed to do. Defaults to AGENT. */
  role?: Role;
  /** 10 to 1,024 characters. Without a password the user can sign in only through the OpenID Connect provider. */
  password?: InputMaybe<Scalars['String']['input']>;
};

/** Selects a user who leaves. */
export type UserDeactivateInput = {
  /** Id of the user who leaves; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the user has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Id of the user who takes over the conversations; without it they are assigned to nobody. NOT_FOUND if there is no such
   * user, BLOCKED_BY_RULE if that user is deactivated or the same one.
   */
  handOverTo?: InputMaybe<Scalars['ID']['input']>;
};

/** Result of `userDeactivate`. */
export type UserDeactivatePayload = {
  /** The user as stored; null if there are errors. */
  user: Maybe<User>;
  /** How many conversations were assigned anew; null if there are errors. */
  reassignedConversations: Maybe<Scalars['Int']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** A user and its position in the list. */
export type UserEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The user at this position. */
  node: User;
};

/** A rule that the input of a mutation broke. Nothing was changed. */
export type UserError = {
  /** Which kind of rule was broken. */
  code: UserErrorCode;
  /** What is wrong and what to do about it, in English, to be shown to people. */
  message: Scalars['String']['output'];
  /** Path to the value in the input, such as ["email"]; empty if the error is about the input as a whole. */
  field: Array<Scalars['String']['output']>;
};

/** Kinds of broken rules. */
export type UserErrorCode =
  /** The value is not acceptable; the message says what would be. */
  | 'INVALID'
  /** A value is missing. */
  | 'REQUIRED'
  /** The value is longer than allowed; the message gives the limit. */
  | 'TOO_LONG'
  /** The record that the field refers to does not exist, or the caller cannot see it. */
  | 'NOT_FOUND'
  /** Another record already has this value, which must be unique. */
  | 'TAKEN'
  /** The record has changed since the version given in `expectedVersion`. */
  | 'STALE_VERSION'
  /** The caller's role does not allow this. */
  | 'FORBIDDEN'
  /** The current state of the record does not allow this. */
  | 'BLOCKED_BY_RULE'
  /** There would be more of something than is allowed; the message gives the limit. */
  | 'LIMIT'
  /** The address is that of an erased contact and must not be stored, until an administrator lifts that by `suppressionLift`. */
  | 'SUPPRESSED';

/** A person who is to work in the account. */
export type UserInviteInput = {
  /** Display name, 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** Email address as local@domain, at most 255 characters, stored in lower case. It must be unique in the account. */
  email: Scalars['String']['input'];
  /** What the user will be allowed to do. Defaults to AGENT. */
  role?: Role;
};

/** A link by which a user chooses a password, once. Both secrets are shown only in the answer of the mutation that made it. */
export type UserLink = {
  /** The user whom the link is for. */
  user: User;
  /** The secret for `userLinkAccept`. */
  token: Scalars['String']['output'];
  /** A page of this server where the user chooses a password; it has the secret behind `#`, which browsers do not send. */
  url: Scalars['String']['output'];
  /**
   * When the link ends: invitations after 7 days, links for a new password after 24 hours. A newer link of the user, another
   * email and another password end it too.
   */
  expiresAt: Scalars['DateTime']['output'];
};

/** A link and the password that its owner has chosen. */
export type UserLinkAcceptInput = {
  /** The link's secret. */
  token: Scalars['String']['input'];
  /** 10 to 1,024 characters. */
  password: Scalars['String']['input'];
};

/** Result of `userLinkAccept`. */
export type UserLinkAcceptPayload = {
  /** The email to sign in with; null if there are errors. */
  email: Maybe<Scalars['String']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Result of `userInvite` and `userPasswordReset`. */
export type UserLinkPayload = {
  /** The link to show to the user; null if there are errors. */
  link: Maybe<UserLink>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Selects a user who is to choose a new password. */
export type UserPasswordResetInput = {
  /** Id of the user who lost their password; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `userCreate` and `userUpdate`. */
export type UserPayload = {
  /** The user as stored; null if there are errors. */
  user: Maybe<User>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** What the caller may do with a user, as `RecordPermissions` says. */
export type UserPermissions = {
  /** Whether `userUpdate` is allowed; users who may not manage others change only their own name, password and availability. */
  update: Scalars['Boolean']['output'];
  /** Whether `userDeactivate` is allowed; false for a user who is deactivated. The last administrator stays: BLOCKED_BY_RULE. */
  deactivate: Scalars['Boolean']['output'];
  /** Whether `userReactivate` is allowed; false for a user who is not deactivated. */
  reactivate: Scalars['Boolean']['output'];
  /** Whether `userPasswordReset` is allowed; false for a user who is deactivated, and for the caller's own. */
  resetPassword: Scalars['Boolean']['output'];
  /** Whether `userSignOut` is allowed. */
  signOut: Scalars['Boolean']['output'];
};

/** Selects a user who comes back. */
export type UserReactivateInput = {
  /** Id of the user who comes back; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the user has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A sign-in of a browser, which lasts until it is ended, is not used for a while or reaches its lifetime. */
export type UserSession = {
  /** Opaque id of the session, with the prefix `session_`. It is not the cookie. */
  id: Scalars['ID']['output'];
  /** When the user signed in. */
  createdAt: Scalars['DateTime']['output'];
  /** When the session was used last, to the minute. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** When the session ends unless it is used before. */
  expiresAt: Scalars['DateTime']['output'];
  /** The IP address that used it then; null for sessions that were not used since addresses are kept. */
  address: Maybe<Scalars['String']['output']>;
  /** How the browser described itself when the user signed in, at most 255 bytes; null if it did not. */
  userAgent: Maybe<Scalars['String']['output']>;
  /** Whether this request belongs to the session. */
  current: Scalars['Boolean']['output'];
  /** What the caller may do with the session: `delete` stands for `sessionRevoke`. */
  viewerCan: RemovalPermissions;
};

/** Selects a user to sign out. */
export type UserSignOutInput = {
  /** Id of the user whose sessions end; NOT_FOUND if there is none. */
  userId: Scalars['ID']['input'];
  /** Whether the session of this request goes on, if it is one of them. */
  keepCurrent?: Scalars['Boolean']['input'];
};

/** Result of `userSignOut`. */
export type UserSignOutPayload = {
  /** How many sessions have ended; null if there are errors. */
  endedSessions: Maybe<Scalars['Int']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to a user. Fields that are absent are left unchanged; null is INVALID, as none of them can be empty. */
export type UserUpdateInput = {
  /** Id of the user to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the user has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New display name, 1 to 100 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /**
   * New email, to sign in with; only administrators may set it. Administrators who change their own give `currentPassword` too.
   * Links that were made for the old one end.
   */
  email?: InputMaybe<Scalars['String']['input']>;
  /** New role; only administrators may set it. BLOCKED_BY_RULE if the account would have no administrator left. */
  role?: InputMaybe<Role>;
  /**
   * Id of a role of the account's own; only administrators may set it. The user's `role` becomes AGENT. Null takes it away, as does the
   * role ADMINISTRATOR. NOT_FOUND if there is none, BLOCKED_BY_RULE if the account would have no administrator left.
   */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * New password, 10 to 1,024 characters. Ends the user's browser sessions, except for the one that makes this request.
   * Users who change their own password give `currentPassword` too.
   */
  password?: InputMaybe<Scalars['String']['input']>;
  /**
   * The present password, for users who change their own password or email and have one: REQUIRED then, INVALID if it is wrong, and
   * RATE_LIMITED after 10 wrong ones. Administrators who change another user do not need it.
   */
  currentPassword?: InputMaybe<Scalars['String']['input']>;
  /** New availability, kept until it is changed again. */
  availability?: InputMaybe<Availability>;
};

/** The caller of this request. */
export type Viewer = {
  /** The user; null if the caller is an API token. */
  user: Maybe<User>;
  /** The API token; null if the caller is a user. */
  token: Maybe<ApiToken>;
  /** The account that all data of this request belongs to. */
  account: Account;
  /** What the caller is allowed to do. */
  role: Role;
  /** What the role and, if the caller is a token with scopes, these allow; by nouns. */
  viewerCan: ViewerPermissions;
  /**
   * The caller's budget of query points. One point pays for 10 nodes of an answer; every request costs at least one
   * point. RATE_LIMITED when it is used up.
   */
  rateLimit: RateLimit;
};

/** What a caller may do in the account. What depends on the record as well, such as a private segment, is decided when it is done. */
export type ViewerPermissions = {
  /** Add contacts, one by one. */
  createContacts: Scalars['Boolean']['output'];
  /** Change contacts, their addresses, labels and links to inboxes, one by one and in bulk. */
  updateContacts: Scalars['Boolean']['output'];
  /** Block and unblock contacts. */
  blockContacts: Scalars['Boolean']['output'];
  /** Merge contacts, undo merges and dismiss duplicates. */
  mergeContacts: Scalars['Boolean']['output'];
  /** Delete contacts, one by one and in bulk. */
  deleteContacts: Scalars['Boolean']['output'];
  /** Erase contacts for good, one by one and in bulk. */
  eraseContacts: Scalars['Boolean']['output'];
  /** Import contacts from files. */
  importContacts: Scalars['Boolean']['output'];
  /** Export contacts to files. */
  exportContacts: Scalars['Boolean']['output'];
  /** Start and change conversations, write messages and ratings. */
  writeConversations: Scalars['Boolean']['output'];
  /** Write, change and delete notes. */
  writeNotes: Scalars['Boolean']['output'];
  /** Create, change and delete companies. */
  writeCompanies: Scalars['Boolean']['output'];
  /** Create segments of one's own, change and delete them. */
  writeSegments: Scalars['Boolean']['output'];
  /** Create labels, by `labelCreate` and by using them. */
  createLabels: Scalars['Boolean']['output'];
  /** Change and delete labels. */
  writeLabels: Scalars['Boolean']['output'];
  /** Create and change inboxes. */
  writeInboxes: Scalars['Boolean']['output'];
  /** Create, change and delete teams. */
  writeTeams: Scalars['Boolean']['output'];
  /** Define custom attributes. */
  writeAttributeDefinitions: Scalars['Boolean']['output'];
  /** Manage webhooks and their deliveries. */
  writeWebhooks: Scalars['Boolean']['output'];
  /** Change the account, and manage users and API tokens. */
  writeAccount: Scalars['Boolean']['output'];
};

/** Deliveries to send again. */
export type WebhookDeliveriesReplayInput = {
  /** Id of the endpoint whose deliveries are sent again; NOT_FOUND if there is none. */
  endpointId: Scalars['ID']['input'];
  /** Which deliveries. If absent, all that are kept. */
  deliveries?: InputMaybe<WebhookDeliveriesTarget>;
  /** DEAD, DELIVERED or both; other states and an empty list are INVALID. Defaults to DEAD alone. */
  states?: InputMaybe<Array<WebhookDeliveryState>>;
};

/** Deliveries of an endpoint, selected in exactly one way. */
export type WebhookDeliveriesTarget =
  /**
   * Ids of 1 to 1,000 deliveries. Those that do not exist, belong to another endpoint or are in another state are
   * skipped.
   */
  | { ids: Array<Scalars['ID']['input']>; since?: never } /** Deliveries created at or after this time. */
  | { ids?: never; since: Scalars['DateTime']['input'] };

/** An event that is sent to one endpoint, or a test. */
export type WebhookDelivery = Node & {
  /** Opaque id of the delivery, with the prefix `delivery_`. */
  id: Scalars['ID']['output'];
  /** The event that is sent; null for a test, and if the event is no longer in the log. */
  event: Maybe<ContactEvent>;
  /** Whether it is pending, delivered, waiting for another attempt or given up. */
  state: WebhookDeliveryState;
  /** Number of attempts so far; a replay starts again at 0. */
  attempts: Scalars['Int']['output'];
  /** HTTP status of the last attempt; null if there was no answer. */
  lastStatus: Maybe<Scalars['Int']['output']>;
  /** Why the last attempt failed, in English; null if it did not. */
  lastError: Maybe<Scalars['String']['output']>;
  /** When the next attempt is due; null if there will be none. */
  nextAttemptAt: Maybe<Scalars['DateTime']['output']>;
  /** When the delivery was answered with 2xx; null before. */
  deliveredAt: Maybe<Scalars['DateTime']['output']>;
  /** When the delivery was created. */
  createdAt: Scalars['DateTime']['output'];
};

/** A page of deliveries. The list goes forward only. */
export type WebhookDeliveryConnection = {
  /** The rows of the page with their cursors. */
  edges: Array<WebhookDeliveryEdge>;
  /** The rows of the page without their cursors. */
  nodes: Array<WebhookDelivery>;
  /** Where this page is in the list. */
  pageInfo: PageInfo;
};

/** A delivery and its position in the list. */
export type WebhookDeliveryEdge = {
  /** Position of the row in the list, for `after` and `before`. */
  cursor: Scalars['Cursor']['output'];
  /** The delivery at this position. */
  node: WebhookDelivery;
};

/** Result of `webhookTest`. */
export type WebhookDeliveryPayload = {
  /** The pending test delivery; null if there are errors. */
  delivery: Maybe<WebhookDelivery>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** State of a delivery. */
export type WebhookDeliveryState =
  /** Not attempted yet. */
  | 'PENDING'
  /** Answered with 2xx. */
  | 'DELIVERED'
  /** The last attempt failed; another one will follow. */
  | 'RETRYING'
  /**
   * Given up: ten attempts failed, the endpoint answered 410 or was disabled, the delivery waited for more than 10
   * days, or its event is no longer kept. Only `webhookDeliveriesReplay` sends it again.
   */
  | 'DEAD';

/**
 * A URL that events are sent to, signed as described by Standard Webhooks. Each event is sent at least once,
 * with the contact as it was at the event. A delivery that is not answered with 2xx is attempted 10 times over about 75
 * hours; an answer of 410 disables the endpoint.
 */
export type WebhookEndpoint = Node & {
  /** Opaque id of the endpoint, with the prefix `webhook_`. */
  id: Scalars['ID']['output'];
  /** Increases with every change of the endpoint. Send it as `expectedVersion` to avoid overwriting other people's changes. */
  version: Scalars['Int']['output'];
  /** URL that deliveries are posted to. */
  url: Scalars['String']['output'];
  /** Types of events that are sent. */
  events: Array<ContactEventType>;
  /** How messages are written. */
  format: WebhookFormat;
  /** Whether events are sent. It becomes false when the endpoint answers 410 and stays so until it is enabled again. */
  enabled: Scalars['Boolean']['output'];
  /**
   * Time of the first failure since the last success; null if the last attempt succeeded. After 20 failures over at
   * least 5 minutes, only one delivery a minute is attempted until one succeeds.
   */
  failingSince: Maybe<Scalars['DateTime']['output']>;
  /**
   * The endpoint's deliveries, newest first. They are kept for 30 days. The list goes forward only: it has no `last` and
   * `before`.
   */
  deliveries: WebhookDeliveryConnection;
  /**
   * What the caller may do with the endpoint: `update` stands for `webhookEndpointUpdate` and the other mutations of
   * endpoints, `delete` for `webhookEndpointDelete`.
   */
  viewerCan: RecordPermissions;
  /** When the endpoint was created. */
  createdAt: Scalars['DateTime']['output'];
};

/**
 * A URL that events are sent to, signed as described by Standard Webhooks. Each event is sent at least once,
 * with the contact as it was at the event. A delivery that is not answered with 2xx is attempted 10 times over about 75
 * hours; an answer of 410 disables the endpoint.
 */
export type WebhookEndpointDeliveriesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  state?: InputMaybe<WebhookDeliveryState>;
};

/** A new endpoint. */
export type WebhookEndpointCreateInput = {
  /**
   * An http or https URL of at most 2,048 bytes with a public host, on port 80, 443 or above 1023, without user name,
   * password and fragment; otherwise INVALID. What its name leads to is checked at each attempt.
   */
  url: Scalars['String']['input'];
  /** Types of events to send; at least one. */
  events: Array<ContactEventType>;
  /** How messages are written. Defaults to STANDARD. */
  format?: InputMaybe<WebhookFormat>;
};

/** Selects an endpoint to delete. */
export type WebhookEndpointDeleteInput = {
  /** Id of the endpoint; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
};

/** Result of `webhookEndpointDelete`. */
export type WebhookEndpointDeletePayload = {
  /** Id of the deleted endpoint; null if there are errors. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Result of `webhookEndpointCreate`, `webhookEndpointUpdate` and `webhookSecretRotate`. */
export type WebhookEndpointPayload = {
  /** The endpoint as stored; null if there are errors. */
  webhookEndpoint: Maybe<WebhookEndpoint>;
  /**
   * The new secret, `whsec_…`, which is shown only this once. Null for `webhookEndpointUpdate` and if there are
   * errors.
   */
  secret: Maybe<Scalars['String']['output']>;
  /** The rules that the input broke; empty if the mutation succeeded. */
  userErrors: Array<UserError>;
};

/** Changes to an endpoint. Fields that are absent are left unchanged; null is INVALID, as none of them can be empty. */
export type WebhookEndpointUpdateInput = {
  /** Id of the endpoint to change; NOT_FOUND if there is none. */
  id: Scalars['ID']['input'];
  /** If given and the endpoint has another version, nothing is changed and the mutation fails with STALE_VERSION. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** New URL, with the rules of WebhookEndpointCreateInput. */
  url?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the types of events to send; at least one. */
  events?: InputMaybe<Array<ContactEventType>>;
  /** How later messages are written, also of deliveries that are under way. */
  format?: InputMaybe<WebhookFormat>;
  /** Whether to send events. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
};

/** How messages are written. Both formats have the same `data`, and both are signed. */
export type WebhookFormat =
  /** An object with `id`, `type`, `timestamp` and `data`. */
  | 'STANDARD'
  /**
   * The JSON format of CloudEvents 1.0 in structured mode: types are such as `kith.contact.updated`, `source` is the account and
   * `subject` the contact. The Content-Type is `application/cloudevents+json`.
   */
  | 'CLOUD_EVENTS';

/** Replaces the secret of an endpoint. */
export type WebhookSecretRotateInput = {
  /** Id of the endpoint that gets a new secret; NOT_FOUND if there is none. */
  endpointId: Scalars['ID']['input'];
  /**
   * For how many hours deliveries are also signed with the old secret, 0 to 168; other values are INVALID. Defaults to
   * 24.
   */
  overlapHours?: Scalars['Int']['input'];
};

/** Selects an endpoint to test. */
export type WebhookTestInput = {
  /** Id of the endpoint that the test is sent to; NOT_FOUND if there is none. */
  endpointId: Scalars['ID']['input'];
};
