// Values as people read them.
import type { Json, Row } from './types';

const locale = navigator.language;
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const plainDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const whole = new Intl.NumberFormat(locale);
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const regions = new Intl.DisplayNames([locale], { type: 'region' });

export const formatNumber = (value: number) => whole.format(value);
export const formatDecimal = (value: number) => decimal.format(value);
export const formatDay = (text: string) => day.format(new Date(text));
export const formatInstant = (text: string) => instant.format(new Date(text));
export const formatMonth = (text: string) => month.format(new Date(`${text}-01T00:00:00Z`));

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['month', 2_629_800],
  ['year', 31_557_600],
];

// formatAgo says how long ago an instant was.
export function formatAgo(text: string, now = Date.now()): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  if (Math.abs(seconds) < 60) {
    return 'just now';
  }
  const [unit, size] = steps.findLast(([, size]) => Math.abs(seconds) >= size)!;
  return relative.format(Math.trunc(seconds / size), unit);
}

export function formatCountry(code: string | null): string {
  try {
    return code ? (regions.of(code) ?? code) : '';
  } catch {
    return code ?? '';
  }
}

// formatValue writes a value of an attribute, whatever its type is.
export function formatValue(value: Json | undefined, type?: string): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'boolean') {
    return value ? 'Yes' : 'No';
  }
  if (typeof value === 'number') {
    return type === 'PERCENT' ? `${decimal.format(value)} %` : decimal.format(value);
  }
  if (typeof value === 'string') {
    return type === 'DATE' && /^\d{4}-\d\d-\d\d$/.test(value) ? plainDay.format(new Date(`${value}T00:00:00Z`)) : value;
  }
  return Array.isArray(value) ? value.map((entry) => formatValue(entry)).join(', ') : JSON.stringify(value);
}

// contactName is what a contact is called when it has no name.
export const contactName = ({ name, email, phoneNumber }: { name: string; email?: string | null; phoneNumber?: string | null }) =>
  name || email || phoneNumber || 'No name';

export const companyName = ({ company, additionalAttributes }: Row) => company?.name ?? additionalAttributes.companyName ?? '';

// sentence turns a word of the API into words: `PHONE_NUMBER` into `Phone number`.
export function sentence(word: string): string {
  const text = word.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const fieldNames: Record<string, string> = {
  avatarUrl: 'Picture',
  companyId: 'Company',
  companyName: 'Company',
  countryCode: 'Country',
  contactType: 'Type',
  csatAverage: 'Rating',
  customAttributes: 'Attributes',
  additionalAttributes: 'Details',
};

// fieldLabel turns the name of a field into words: `customAttributes.plan` into `plan`, `phoneNumber` into `Phone number`.
export function fieldLabel(field: string): string {
  const name = field.replace(/^(customAttributes|additionalAttributes)\./, '');
  return fieldNames[name] ?? sentence(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[._]/g, ' '));
}

// ownPath makes an address of this server relative, so that the page may show it whatever name the server is known by.
export function ownPath(url: string | null | undefined): string | undefined {
  if (!url) {
    return undefined;
  }
  try {
    const { pathname, search } = new URL(url, location.origin);
    return pathname + search;
  } catch {
    return undefined;
  }
}

export const plural = (count: number, one: string, many = `${one}s`) => `${formatNumber(count)} ${count === 1 ? one : many}`;

// safeLink returns an address that is safe to link to, or undefined.
export const safeLink = (text: string) => (/^https?:\/\//i.test(text) ? text : undefined);
