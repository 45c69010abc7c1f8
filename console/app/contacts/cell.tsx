import type { ReactNode } from 'react';
import { companyName, contactName, formatAgo, formatDecimal, formatInstant, formatValue, safeLink, sentence } from '../lib/format';
import type { Row } from '../lib/types';
import { Avatar, Badge, LabelChip } from '../ui/basics';
import { Icon } from '../ui/icon';
import type { Column } from './columns';

const time = (text: string | null) =>
  text && (
    <time dateTime={text} title={formatInstant(text)}>
      {formatAgo(text)}
    </time>
  );

// Cell shows one property of a contact.
export function cell(row: Row, { key, definition }: Column): ReactNode {
  switch (key) {
    case 'name':
      return (
        <span className="person">
          <Avatar url={row.avatarUrl} name={contactName(row)} />
          <span className="person-text">
            <span className="person-name">{contactName(row)}</span>
            <span className="person-detail">{row.email ?? row.phoneNumberFormatted ?? companyName(row)}</span>
          </span>
          {row.availability !== 'OFFLINE' && (
            <span className={`presence ${row.availability.toLowerCase()}`} title={sentence(row.availability)} />
          )}
          {row.blocked && (
            <Badge tone="bad">
              <Icon name="ban" size={12} /> Blocked
            </Badge>
          )}
        </span>
      );
    case 'email':
      return row.email;
    case 'phone':
      return row.phoneNumberFormatted ?? row.phoneNumber;
    case 'company':
      return companyName(row);
    case 'labels':
      return (
        <span className="chips">
          {row.labels.map((label) => (
            <LabelChip key={label.id} label={label} />
          ))}
        </span>
      );
    case 'type':
      return sentence(row.contactType);
    case 'jobTitle':
      return row.additionalAttributes.jobTitle;
    case 'city':
      return row.additionalAttributes.city;
    case 'country':
      return row.additionalAttributes.country;
    case 'identifier':
      return row.identifier;
    case 'rating':
      return (
        row.csat.averageRating !== null && (
          <>
            {formatDecimal(row.csat.averageRating)} <small>({row.csat.count})</small>
          </>
        )
      );
    case 'active':
      return time(row.lastActivityAt);
    case 'created':
      return time(row.createdAt);
    case 'updated':
      return time(row.updatedAt);
  }
  const value = row.customAttributes[key.slice(5)];
  if (definition?.type === 'LINK' && typeof value === 'string' && safeLink(value)) {
    return (
      <a href={safeLink(value)} target="_blank" rel="noreferrer" onClick={(event) => event.stopPropagation()}>
        {value}
      </a>
    );
  }
  if (definition?.type === 'CHECKBOX' && typeof value === 'boolean') {
    return value ? <Icon name="check" size={16} /> : '–';
  }
  return formatValue(value, definition?.type);
}
