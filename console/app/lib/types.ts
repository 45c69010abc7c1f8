// The shapes of what the console's documents ask for.
import type * as kit from '@kith/client';

// Problem is a rule that an input broke, or that the request failed.
export type Problem = kit.Problem | { code: 'REQUEST'; message: string; field: string[] };

export type Named = { id: string; name: string };
export type Label = { id: string; title: string; color: string };
export type Count = { value: number; precision: 'EXACT' | 'AT_LEAST' };
export type PageInfo = { hasNextPage: boolean; endCursor: string | null };
export type Connection<T> = { nodes: T[]; pageInfo: PageInfo; count?: Count };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Attributes = { [key: string]: Json };

export type Row = {
  id: string;
  version: number;
  name: string;
  middleName: string;
  lastName: string;
  email: string | null;
  phoneNumber: string | null;
  phoneNumberFormatted: string | null;
  identifier: string | null;
  contactType: 'VISITOR' | 'LEAD' | 'CUSTOMER';
  blocked: boolean;
  availability: 'ONLINE' | 'BUSY' | 'OFFLINE';
  avatarUrl: string | null;
  location: string;
  countryCode: string | null;
  customAttributes: Attributes;
  lastActivityAt: string | null;
  createdAt: string;
  updatedAt: string;
  additionalAttributes: { companyName: string | null; jobTitle: string | null; city: string | null; country: string | null };
  company: Named | null;
  labels: Label[];
  csat: { averageRating: number | null; count: number };
};

export type Point = {
  id: string;
  kind: 'EMAIL' | 'PHONE_NUMBER' | 'IDENTIFIER';
  system: string;
  value: string;
  label: string;
  preferred: boolean;
  shared: boolean;
  possible: boolean;
  verifiedAt: string | null;
  source: string;
  createdAt: string;
};

export type Contact = Row & {
  points: Point[];
  additionalAttributes: Row['additionalAttributes'] & {
    socialProfiles: { network: string; handle: string }[];
    browser: string | null;
    browserVersion: string | null;
    platform: string | null;
  };
  block: { reason: string | null; blockedAt: string; blockedBy: Named | null } | null;
  lastSeenAt: string | null;
  csat: { averageRating: number | null; count: number; distribution: number[] };
  viewerCan: { update: boolean; delete: boolean; merge: boolean; block: boolean; export: boolean };
  large: string | null;
};

export type Definition = {
  id: string;
  key: string;
  displayName: string;
  type: 'TEXT' | 'NUMBER' | 'CURRENCY' | 'PERCENT' | 'LINK' | 'DATE' | 'LIST' | 'CHECKBOX';
  values: string[];
  pattern: string | null;
  patternHint: string | null;
  description: string;
};

export type Vocabulary = {
  labels: Label[];
  inboxes: { id: string; name: string; channelType: string }[];
  definitions: Definition[];
  loaded: boolean;
};

export type Segment = {
  id: string;
  version: number;
  name: string;
  filter: Filter;
  shared: boolean;
  owner: Named | null;
  deadReferences?: { message: string }[];
};

export type Filter = { [key: string]: unknown };

export type Job = {
  id: string;
  kind: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
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
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  actor: Named | null;
  resultUrl?: string | null;
  failuresUrl?: string | null;
};

export type Reason = { field: string; kind: string; attributeKey?: string | null; bits: number };

export type Viewer = kit.ViewerQuery['viewer'];
