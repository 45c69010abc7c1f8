// Made by generate.js from graph/schema.graphql.

import type { TypedText } from './document.js';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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
  eq?: boolean | null | undefined;
  /** The boolean differs from this one, or there is no value. */
  ne?: boolean | null | undefined;
  /** If true, there is no boolean; if false, there is one. */
  isNull?: boolean | null | undefined;
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
  and?: Array<ContactFilter> | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<ContactFilter> | null | undefined;
  /** This filter does not match. */
  not?: ContactFilter | null | undefined;
  /** The contact's id is one of these. */
  ids?: Array<string> | null | undefined;
  /** Full name, ignoring case and accents. Only the first 200 bytes of the name are compared. */
  name?: StringFilter | null | undefined;
  /** Middle name, ignoring case and accents. Only its first 200 bytes are compared. */
  middleName?: StringFilter | null | undefined;
  /** Last name, ignoring case and accents. Only its first 200 bytes are compared. */
  lastName?: StringFilter | null | undefined;
  /** Email address, ignoring case. */
  email?: StringFilter | null | undefined;
  /** Phone number, with or without +, ignoring spaces and punctuation. */
  phoneNumber?: StringFilter | null | undefined;
  /** Your own key for the contact; case matters. */
  identifier?: StringFilter | null | undefined;
  /**
   * Name of the linked company or, without one, the company name of the additional attributes. Case and accents are
   * ignored.
   */
  companyName?: StringFilter | null | undefined;
  /** Job title of the additional attributes, ignoring case. */
  jobTitle?: StringFilter | null | undefined;
  /** Referer of the additional attributes: the page from which the contact came, ignoring case. */
  referer?: StringFilter | null | undefined;
  /** City of the additional attributes, ignoring case and accents. */
  city?: StringFilter | null | undefined;
  /**
   * Country of the additional attributes, ignoring case and accents. `eq`, `ne`, `in` and `nin` compare countries: the
   * names of one in 40 languages and its ISO codes mean the same.
   */
  country?: StringFilter | null | undefined;
  /** ISO 3166-1 alpha-2 code in upper case, such as US. */
  countryCode?: StringFilter | null | undefined;
  /** Stage of the relationship: VISITOR, LEAD or CUSTOMER. */
  contactType?: ContactTypeFilter | null | undefined;
  /** Blocked contacts if true, all others if false. */
  blocked?: boolean | null | undefined;
  /** Availability at the time of the query. Contacts without a heartbeat in the last 90 seconds are OFFLINE. */
  availability?: Availability | null | undefined;
  /** Known contacts, by one of two rules. */
  resolved?: ResolvedRule | null | undefined;
  /** Contacts without email, phone number, identifier and conversations that were created before this time. */
  staleSince?: string | null | undefined;
  /** When the contact was created. */
  createdAt?: DateTimeFilter | null | undefined;
  /** When the contact last changed. */
  updatedAt?: DateTimeFilter | null | undefined;
  /** When the contact was last active. */
  lastActivityAt?: DateTimeFilter | null | undefined;
  /** Labels of the contact. */
  labels?: LabelsFilter | null | undefined;
  /** The linked company; `isNull` finds contacts without one. */
  companyId?: IdFilter | null | undefined;
  /** The inboxes that the contact is linked to; `isNull` finds contacts that are linked to none. */
  inboxId?: IdFilter | null | undefined;
  /** Conditions on custom attributes; all of them must match. */
  customAttributes?: Array<CustomAttributeFilter> | null | undefined;
  /** Conditions on the contact's conversations. */
  conversations?: ConversationsFilter | null | undefined;
  /** Average of the contact's ratings, 1 to 5; a contact without ratings has no value. */
  csatAverage?: NumberFilter | null | undefined;
};

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
  eq?: ContactType | null | undefined;
  /** The contact has another type. */
  ne?: ContactType | null | undefined;
  /** The contact has one of these types. */
  in?: Array<ContactType> | null | undefined;
  /** The contact has none of these types. */
  nin?: Array<ContactType> | null | undefined;
};

/**
 * Selects conversations. All fields that are given must match. The rules and limits are those of ContactFilter: a condition
 * that says nothing is INVALID.
 */
export type ConversationFilter = {
  /** All of these filters match. */
  and?: Array<ConversationFilter> | null | undefined;
  /** At least one of these filters matches. */
  or?: Array<ConversationFilter> | null | undefined;
  /** This filter does not match. */
  not?: ConversationFilter | null | undefined;
  /** Status of the conversation. */
  status?: ConversationStatusFilter | null | undefined;
  /** The inbox that the conversation goes through. */
  inboxId?: IdFilter | null | undefined;
  /** The user to whom the conversation is assigned; `isNull` finds those that nobody works on. */
  assigneeId?: IdFilter | null | undefined;
  /** The team to which the conversation is assigned; `isNull` finds those without one. */
  teamId?: IdFilter | null | undefined;
  /** Labels of the conversation itself, not of its contact. */
  labels?: LabelsFilter | null | undefined;
  /** How urgent the conversation is; `isNull` finds those without a priority. */
  priority?: ConversationPriorityFilter | null | undefined;
  /** When the conversation was created. */
  createdAt?: DateTimeFilter | null | undefined;
  /** When the newest message was added. */
  lastActivityAt?: DateTimeFilter | null | undefined;
  /** The contact that the conversation is with. */
  contactId?: IdFilter | null | undefined;
  /** The company of that contact. */
  companyId?: IdFilter | null | undefined;
  /** Its number within the account. */
  displayId?: NumberFilter | null | undefined;
  /** Since when the contact has been waiting for an answer; `isNull` finds those in which nobody waits. */
  waitingSince?: DateTimeFilter | null | undefined;
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
  eq?: ConversationPriority | null | undefined;
  /** It has another priority, or none. */
  ne?: ConversationPriority | null | undefined;
  /** It has one of these priorities. */
  in?: Array<ConversationPriority> | null | undefined;
  /** It has none of these priorities, or no priority at all. */
  nin?: Array<ConversationPriority> | null | undefined;
  /** If true, it has no priority; if false, it has one. */
  isNull?: boolean | null | undefined;
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
  eq?: ConversationStatus | null | undefined;
  /** It has another status. */
  ne?: ConversationStatus | null | undefined;
  /** It has one of these statuses. */
  in?: Array<ConversationStatus> | null | undefined;
  /** It has none of these statuses. */
  nin?: Array<ConversationStatus> | null | undefined;
};

/** A condition on a contact's conversations. All operators that are given must match. */
export type ConversationsFilter = {
  /** At least one conversation matches; `{}` finds contacts that have any. */
  some?: ConversationFilter | null | undefined;
  /** All conversations match; true for contacts without conversations. `{}` is INVALID, as it says nothing. */
  every?: ConversationFilter | null | undefined;
  /** No conversation matches; `{}` finds contacts that have none. */
  none?: ConversationFilter | null | undefined;
  /** Number of conversations. To find contacts without any, `none: {}` is faster. */
  count?: NumberFilter | null | undefined;
};

/**
 * A condition on a custom attribute. All operators that are given must match. A value of another type matches none of
 * them, not even `ne` and `isNull`, and causes no error.
 */
export type CustomAttributeFilter = {
  /** Key of the attribute, in any Unicode normal form; case matters. */
  key: string;
  /** The value is a text that matches. `eq`, `ne`, `in` and `nin` compare exactly, other operators ignore case. */
  text?: StringFilter | null | undefined;
  /** The value is a number that matches. */
  number?: NumberFilter | null | undefined;
  /** The value is a boolean that matches. */
  boolean?: BooleanFilter | null | undefined;
  /**
   * The value is a text that contains a day, such as 2026-03-01, or an instant, such as 2026-03-01T09:30:00Z, and it
   * matches. Instants are compared as the days that they are in the account's time zone.
   */
  date?: DateFilter | null | undefined;
  /** The value is a list of texts, or a single text, that matches; texts are compared exactly. */
  list?: ListFilter | null | undefined;
  /** If true, the attribute is not set or null; if false, it has a value of any type. */
  isNull?: boolean | null | undefined;
};

/**
 * A condition on a day. Days have no time zone: 2026-03-01 is the same day everywhere. An instant, stored or as an operand,
 * is the day that it is in the account's time zone (`Account.timeZone`). All operators that are given must match.
 */
export type DateFilter = {
  /** On this day. */
  eq?: string | null | undefined;
  /** On another day, or there is no value. */
  ne?: string | null | undefined;
  /** Before this day. */
  lt?: string | null | undefined;
  /** On or before this day. */
  lte?: string | null | undefined;
  /** After this day. */
  gt?: string | null | undefined;
  /** On or after this day. */
  gte?: string | null | undefined;
  /**
   * Today or one of the days before it: P7D is today and the six days before. An ISO 8601 duration in whole numbers, below
   * 1,000 years.
   */
  withinLast?: string | null | undefined;
  /** Today or one of the days after it: P7D is today and the six days after. A duration as in `withinLast`. */
  withinNext?: string | null | undefined;
  /** Before the days that `withinLast` finds. */
  olderThan?: string | null | undefined;
  /** Within this period. */
  during?: Period | null | undefined;
  /**
   * Its anniversary, such as a birthday, is today or one of the days after it: P30D is today and the 29 days after. The year
   * of the date does not matter. In years without February 29, that day's anniversary is on February 28. A duration as in
   * `withinLast`.
   */
  anniversaryWithinNext?: string | null | undefined;
  /** Its anniversary is within this period. */
  anniversaryDuring?: Period | null | undefined;
  /** If true, there is no date; if false, there is one. */
  isNull?: boolean | null | undefined;
};

/** A condition on a point in time. All operators that are given must match. */
export type DateTimeFilter = {
  /** Exactly at this time. */
  eq?: string | null | undefined;
  /** At another time, or there is no value. */
  ne?: string | null | undefined;
  /** Before this time. */
  lt?: string | null | undefined;
  /** At or before this time. */
  lte?: string | null | undefined;
  /** After this time. */
  gt?: string | null | undefined;
  /** At or after this time. */
  gte?: string | null | undefined;
  /**
   * Between this long ago and now: an ISO 8601 duration in whole numbers, below 1,000 years, such as P30D. Years, months,
   * weeks and days are those of the account's time zone: P1D before noon is noon of the day before, also when that day had
   * 23 or 25 hours.
   */
  withinLast?: string | null | undefined;
  /** Between now and this far ahead: a duration as in `withinLast`. */
  withinNext?: string | null | undefined;
  /** Longer ago than this: a duration as in `withinLast`. */
  olderThan?: string | null | undefined;
  /** Within this period, which begins and ends with days of the account's time zone. */
  during?: Period | null | undefined;
  /** If true, there is no time; if false, there is one. */
  isNull?: boolean | null | undefined;
};

/**
 * A condition on a reference to another record, by its id. All operators that are given must match. An id that is malformed
 * or unknown is that of no record, so `eq` finds nothing.
 */
export type IdFilter = {
  /** It refers to this record. */
  eq?: string | null | undefined;
  /** It refers to another record, or to none. */
  ne?: string | null | undefined;
  /** It refers to one of these records. */
  in?: Array<string> | null | undefined;
  /** It refers to none of these records, or to none at all. */
  nin?: Array<string> | null | undefined;
  /** If true, it refers to no record; if false, it refers to one. */
  isNull?: boolean | null | undefined;
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

/**
 * A condition on labels, given by their titles in any case and with any accents composed or not. A title that no label has
 * is that of none. All operators that are given must match.
 */
export type LabelsFilter = {
  /** Has at least one of these labels. */
  any?: Array<string> | null | undefined;
  /** Has all of these labels. */
  all?: Array<string> | null | undefined;
  /** Has none of these labels. */
  none?: Array<string> | null | undefined;
  /** If true, has no labels; if false, has at least one. */
  isEmpty?: boolean | null | undefined;
};

/** A condition on a list of texts. All operators that are given must match. */
export type ListFilter = {
  /** The list contains at least one of these texts. */
  any?: Array<string> | null | undefined;
  /** The list contains all of these texts. */
  all?: Array<string> | null | undefined;
  /** The list contains none of these texts. */
  none?: Array<string> | null | undefined;
};

/** A condition on a number. All operators that are given must match. */
export type NumberFilter = {
  /** The number equals this one. */
  eq?: number | null | undefined;
  /** The number differs from this one, or there is no value. */
  ne?: number | null | undefined;
  /** The number is less than this one. */
  lt?: number | null | undefined;
  /** The number is less than or equal to this one. */
  lte?: number | null | undefined;
  /** The number is greater than this one. */
  gt?: number | null | undefined;
  /** The number is greater than or equal to this one. */
  gte?: number | null | undefined;
  /** The number is in this list. */
  in?: Array<number> | null | undefined;
  /** The number is not in this list, or there is no value. */
  nin?: Array<number> | null | undefined;
  /** If true, there is no number; if false, there is one. */
  isNull?: boolean | null | undefined;
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

/** Rules for contacts that count as known. */
export type ResolvedRule =
  /** The contact has an email, a phone number or an identifier. */
  | 'IDENTIFIED'
  /** The contact's type is LEAD, the rule of CRM v2. */
  | 'LEADS';

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

/** A condition on a text. A blank text counts as no value. All operators that are given must match. */
export type StringFilter = {
  /** The text equals this one. */
  eq?: string | null | undefined;
  /** The text differs from this one, or there is no value. */
  ne?: string | null | undefined;
  /** The text is in this list. */
  in?: Array<string> | null | undefined;
  /** The text is not in this list, or there is no value. */
  nin?: Array<string> | null | undefined;
  /** The text contains this one. The characters % and _ have no special meaning. */
  contains?: string | null | undefined;
  /** The text does not contain this one, or there is no value. */
  notContains?: string | null | undefined;
  /** The text begins with this one. */
  startsWith?: string | null | undefined;
  /** The text ends with this one. */
  endsWith?: string | null | undefined;
  /** If true, there is no value; if false, there is a nonblank text. */
  isNull?: boolean | null | undefined;
  /**
   * If true, all operators ignore case, also those that would not: all on `identifier` and `countryCode`, and `eq`, `ne`, `in`
   * and `nin` on texts of custom attributes. Defaults to false. INVALID without another operator.
   */
  ignoreCase?: boolean | null | undefined;
};

export type ViewerQueryVariables = Exact<{ [key: string]: never }>;

export type ViewerQuery = {
  viewer: {
    role: Role;
    user: { id: string; version: number; name: string; email: string; availability: Availability; secondFactorSince: string | null } | null;
    token: { id: string; name: string } | null;
    account: { id: string; name: string; timeZone: string; defaultRegion: string };
  };
};

export type ContactEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  types?: Array<ContactEventType> | ContactEventType | null | undefined;
  contactIds?: Array<string> | string | null | undefined;
  filter?: ContactFilter | null | undefined;
}>;

export type ContactEventsSubscription = {
  contactEvents: {
    id: string;
    cursor: string;
    type: ContactEventType;
    contactId: string;
    snapshot: unknown;
    mergedFrom: Array<string>;
    mergedInto: string | null;
    occurredAt: string;
    changes: Array<{ field: string; from: unknown; to: unknown }>;
  };
};

export type JobProgressSubscriptionVariables = Exact<{
  id: string;
}>;

export type JobProgressSubscription = {
  jobProgress: {
    id: string;
    kind: JobKind;
    state: JobState;
    dryRun: boolean;
    total: number | null;
    processed: number;
    succeeded: number;
    created: number;
    updated: number;
    unchanged: number;
    failed: number;
    warnings: number;
    undoId: string | null;
    resultUrl: string | null;
    failuresUrl: string | null;
    createdAt: string;
    startedAt: string | null;
    finishedAt: string | null;
  };
};

export const Viewer =
  'query Viewer{viewer{role user{id version name email availability secondFactorSince}token{id name}account{id name timeZone defaultRegion}}}' as TypedText<
    ViewerQuery,
    ViewerQueryVariables
  >;

export const ContactEvents =
  'subscription ContactEvents($after:Cursor$types:[ContactEventType!]$contactIds:[ID!]$filter:ContactFilter){contactEvents(after:$after types:$types contactIds:$contactIds filter:$filter){id cursor type contactId snapshot changes{field from to}mergedFrom mergedInto occurredAt}}' as TypedText<
    ContactEventsSubscription,
    ContactEventsSubscriptionVariables
  >;

export const JobProgress =
  'subscription JobProgress($id:ID!){jobProgress(id:$id){id kind state dryRun total processed succeeded created updated unchanged failed warnings undoId resultUrl failuresUrl createdAt startedAt finishedAt}}' as TypedText<
    JobProgressSubscription,
    JobProgressSubscriptionVariables
  >;
