import { Link } from 'wouter';
import { companyName, contactName, fieldLabel, formatAgo, formatValue, sentence } from '../lib/format';
import { useVocabulary } from '../lib/hooks';
import type { Row } from '../lib/types';
import { Avatar, Badge, IconButton, LabelChip } from '../ui/basics';

// Peek shows a contact beside the list, from what the list knows.
export function Peek({ row, onClose }: { row: Row; onClose: () => void }) {
  const { definitions } = useVocabulary();
  const facts: [string, string | null | undefined][] = [
    ['Email', row.email],
    ['Phone', row.phoneNumberFormatted],
    ['Identifier', row.identifier],
    ['Company', companyName(row)],
    ['Job title', row.additionalAttributes.jobTitle],
    ['City', row.additionalAttributes.city],
    ['Type', sentence(row.contactType)],
    ['Last active', row.lastActivityAt && formatAgo(row.lastActivityAt)],
    ['Created', formatAgo(row.createdAt)],
    ...Object.entries(row.customAttributes).map(([key, value]): [string, string] => {
      const definition = definitions.find((one) => one.key === key);
      return [definition?.displayName ?? fieldLabel(key), formatValue(value, definition?.type)];
    }),
  ];
  return (
    <aside className="peek" aria-label={`${contactName(row)} at a glance`}>
      <div className="peek-head">
        <Avatar url={row.avatarUrl} name={contactName(row)} size="large" />
        <div>
          <h2>
            <Link href={`/contacts/${row.id}`}>{contactName(row)}</Link>
          </h2>
          {row.blocked && <Badge tone="bad">Blocked</Badge>}
        </div>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {row.labels.length > 0 && (
        <div className="chips wrap">
          {row.labels.map((label) => (
            <LabelChip key={label.id} label={label} />
          ))}
        </div>
      )}
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <Link href={`/contacts/${row.id}`} className="button plain">
        Open
      </Link>
    </aside>
  );
}
