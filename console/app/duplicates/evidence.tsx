import { sentence } from '../lib/format';
import type { Reason } from '../lib/types';

const kinds: Record<string, string> = {
  DIFFERENT: 'differs',
  EXACT: 'same',
  SIMILAR: 'similar',
  ALIKE: 'alike',
  NICKNAME: 'short form',
  INITIAL: 'initial',
  SWAPPED: 'swapped',
  TYPO: 'typo',
  SAME_LOCAL: 'same before the @',
  NAMED_LOCAL: 'made of the name',
  SAME_NATIONAL: 'same number, other country',
  SAME_YEAR: 'same year',
  NUMBERED: 'numbered',
  SAME_WORDS: 'same words',
  CONTAINED: 'one in the other',
  ACRONYM: 'initials',
  SAME_LABEL: 'same but for the ending',
  NAMED: 'like the name',
};

// percent never says 100 of what is only very likely.
const percent = (probability: number) => (probability > 0.999 ? '> 99.9' : String(Math.round(probability * 1000) / 10));

// Evidence says how probably two contacts are one person, and why.
export function Evidence({ probability, reasons }: { probability: number; reasons: Reason[] }) {
  const sorted = [...reasons].sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
  return (
    <div className="evidence">
      <strong className="probability">{percent(probability)} %</strong>
      <ul aria-label="Reasons">
        {sorted.map(({ field, kind, attributeKey, bits }) => (
          <li key={field + (attributeKey ?? '')} className={bits > 0 ? 'for' : 'against'} title={`${bits > 0 ? '+' : ''}${bits} bits`}>
            {attributeKey ?? sentence(field)} <small>{kinds[kind] ?? kind}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}
