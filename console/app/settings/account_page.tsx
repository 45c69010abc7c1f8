import { useState } from 'react';
import doc from '../documents/settings.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatCountry, formatDay, formatDecimal } from '../lib/format';
import { useTitle, useViewer } from '../lib/hooks';
import { Button, Failure, PageHead, Placeholder } from '../ui/basics';
import { FormDialog, type Option } from '../ui/form';
import { useToast } from '../ui/toast';
import { messagesText, RetentionButton, visitorsText, type Rules } from './retention';

type Account = Rules & {
  id: string;
  version: number;
  name: string;
  defaultRegion: string;
  timeZone: string;
  staleCleanupAfter: string | null;
  features: string[];
  duplicateMergeRule: { minProbability: number; attributeKeys: string[] } | null;
  createdAt: string;
};

const zones = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') }));
const cleanups = [
  ['', 'never'],
  ['P30D', 'after 30 days'],
  ['P90D', 'after 90 days'],
  ['P180D', 'after 180 days'],
  ['P365D', 'after 365 days'],
];

// AccountPage shows the settings of the account.
export function AccountPage() {
  useTitle('Account');
  const { renew } = useViewer();
  const { data, error, again } = useData<{ account: Account }>(doc.Account, {}, ['Account']);
  const evidence = useEvidence();
  const [editing, setEditing] = useState(false);
  const say = useToast();
  const account = data?.account;
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (!account) {
    return (
      <div className="page">
        <Placeholder active />
      </div>
    );
  }
  const cleanup = cleanups.find(([value]) => value === (account.staleCleanupAfter ?? ''))?.[1] ?? account.staleCleanupAfter;
  const facts: [string, string | null][] = [
    ['Name', account.name],
    ['Time zone', account.timeZone],
    ['Region of phone numbers', account.defaultRegion && `${account.defaultRegion} · ${formatCountry(account.defaultRegion)}`],
    ['Anonymous contacts are deleted', cleanup],
    ['Visitors are kept', visitorsText(account)],
    ['Messages of resolved conversations are kept', messagesText(account)],
    ['Look-up of addresses', account.features.includes('IP_LOOKUP') ? 'on' : 'off'],
    ['Duplicates are merged by themselves', ruleText(account.duplicateMergeRule)],
    ['Created', formatDay(account.createdAt)],
  ];
  const zoneOptions = zones.some(({ value }) => value === account.timeZone)
    ? zones
    : [{ value: account.timeZone, label: account.timeZone }, ...zones];
  return (
    <div className="page">
      <PageHead title="Account">
        <RetentionButton account={account} onDone={again} />
        <Button icon="edit" onClick={() => setEditing(true)}>
          Edit
        </Button>
      </PageHead>
      <dl className="facts card">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
      {editing && (
        <FormDialog
          title="Account"
          action="Save"
          initial={{
            name: account.name,
            timeZone: account.timeZone,
            defaultRegion: account.defaultRegion,
            staleCleanupAfter: account.staleCleanupAfter ?? '',
            lookup: account.features.includes('IP_LOOKUP'),
            merging: !!account.duplicateMergeRule,
            minProbability: String((account.duplicateMergeRule?.minProbability ?? 0.99) * 100),
            attributeKeys: account.duplicateMergeRule?.attributeKeys ?? [],
          }}
          fields={[
            { name: 'name', label: 'Name', required: true },
            { name: 'timeZone', label: 'Time zone', type: 'select', options: zoneOptions, help: 'In which days and months begin' },
            { name: 'defaultRegion', label: 'Region of phone numbers', help: 'Two letters, such as US: for numbers in files without +' },
            {
              name: 'staleCleanupAfter',
              label: 'Delete contacts without address and conversation',
              type: 'select',
              options: cleanups.map(([value, label]) => ({ value, label })),
            },
            { name: 'lookup', label: 'Look up the city and country of new contacts by their network address', type: 'checkbox' },
            {
              name: 'merging',
              label: 'Merge duplicates by themselves if they have a strong key in common',
              type: 'checkbox',
              help: 'The same email or phone number in another notation, or an attribute that you choose. Each merge can be undone.',
            },
            {
              name: 'minProbability',
              label: 'Only if they are as probable as this, in percent',
              type: 'number',
              min: 90,
              max: 100,
              step: 'any',
              required: true,
              when: ({ merging }) => !!merging,
            },
            {
              name: 'attributeKeys',
              label: 'Attributes that are strong keys',
              type: 'checks',
              options: evidence,
              help: evidence.length ? undefined : 'There are none: mark an attribute as evidence for duplicates first.',
              when: ({ merging }) => !!merging,
            },
          ]}
          submit={({ lookup, staleCleanupAfter, merging, minProbability, attributeKeys, ...values }) =>
            write<Payload>(doc.AccountUpdate, {
              expectedVersion: account.version,
              ...values,
              staleCleanupAfter: staleCleanupAfter || null,
              features: lookup ? ['IP_LOOKUP'] : [],
              duplicateMergeRule: merging ? { minProbability: Number(minProbability) / 100, attributeKeys } : null,
            })
          }
          onDone={() => {
            setEditing(false);
            again();
            renew();
            say('Saved.');
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  );
}

const ruleText = (rule: Account['duplicateMergeRule']) =>
  rule && [`from ${formatDecimal(rule.minProbability * 100)} %`, ...rule.attributeKeys].join(', ');

type Definition = { key: string; displayName: string; evidence: boolean };

// useEvidence returns the attributes that may be strong keys of duplicates.
function useEvidence(): Option[] {
  const { data } = useData<{ customAttributeDefinitions: Definition[] }>(doc.AttributeList, { model: 'CONTACT' }, [
    'CustomAttributeDefinition',
  ]);
  return (data?.customAttributeDefinitions ?? [])
    .filter(({ evidence }) => evidence)
    .map(({ key, displayName }) => ({ value: key, label: displayName }));
}
