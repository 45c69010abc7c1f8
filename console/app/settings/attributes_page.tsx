import doc from '../documents/settings.graphql';
import { useData } from '../lib/api';
import { sentence } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import type { Definition } from '../lib/types';
import { useParam } from '../lib/url';
import { Badge, Button, Empty, Failure, IconButton, PageHead, Placeholder, Tabs } from '../ui/basics';
import type { Spec } from '../ui/form';
import { Table, usageText, useDialogs, type Usage } from './records';

type FullDefinition = Definition & { version: number; model: string; evidence: boolean; usedBySegments: Usage };

const types = ['TEXT', 'NUMBER', 'CURRENCY', 'PERCENT', 'LINK', 'DATE', 'LIST', 'CHECKBOX'].map((value) => ({
  value,
  label: sentence(value),
}));
const models = [
  { key: 'CONTACT', label: 'Contacts' },
  { key: 'CONVERSATION', label: 'Conversations' },
  { key: 'COMPANY', label: 'Companies' },
];

const fields = (record: FullDefinition | null, model: string): Spec[] => [
  { name: 'displayName', label: 'Name', required: true },
  { name: 'key', label: 'Key', required: true, disabled: !!record, help: 'As apps and files name it; it cannot be changed later.' },
  { name: 'type', label: 'Type', type: 'select', options: types, disabled: !!record },
  { name: 'values', label: 'Values', type: 'textarea', help: 'One on each line', when: ({ type }) => type === 'LIST' },
  { name: 'pattern', label: 'Pattern', help: 'A regular expression that texts must match', when: ({ type }) => type === 'TEXT' },
  { name: 'patternHint', label: 'What to say when it does not match', when: ({ type, pattern }) => type === 'TEXT' && !!pattern },
  { name: 'description', label: 'Description', type: 'textarea' },
  {
    name: 'evidence',
    label: 'Duplicates are looked for by it',
    type: 'checkbox',
    when: ({ type }) => model === 'CONTACT' && (type === 'TEXT' || type === 'DATE'),
  },
];

// AttributesPage lists the definitions of custom attributes.
export function AttributesPage() {
  useTitle('Attributes');
  const administrator = useIsAdministrator();
  const [chosen, setModel] = useParam('of');
  const model = models.some(({ key }) => key === chosen) ? chosen : 'CONTACT';
  const { data, error, again } = useData<{ customAttributeDefinitions: FullDefinition[] }>(doc.AttributeList, { model }, [
    'CustomAttributeDefinition',
  ]);
  const { create, edit, remove, dialogs } = useDialogs<FullDefinition>({
    noun: 'attribute',
    nameOf: ({ displayName }) => displayName,
    fields: (record) => fields(record, model),
    initial: (one) => ({
      displayName: one?.displayName ?? '',
      key: one?.key ?? '',
      type: one?.type ?? 'TEXT',
      values: (one?.values ?? []).join('\n'),
      pattern: one?.pattern ?? '',
      patternHint: one?.patternHint ?? '',
      description: one?.description ?? '',
      evidence: one?.evidence ?? false,
    }),
    toInput: ({ key, type, values, pattern, patternHint, evidence, ...rest }, record) => ({
      ...rest,
      ...(record ? {} : { key, type, model }),
      ...(type === 'LIST' && {
        values: String(values)
          .split('\n')
          .map((one) => one.trim())
          .filter(Boolean),
      }),
      ...(type === 'TEXT' && { pattern: pattern || null, patternHint: (pattern && patternHint) || null }),
      ...((type === 'TEXT' || type === 'DATE') && model === 'CONTACT' && { evidence }),
    }),
    create: doc.AttributeCreate,
    update: doc.AttributeUpdate,
    remove: doc.AttributeDelete,
    removeText: ({ usedBySegments }) => `Values that are stored stay and are no longer checked.${usageText(usedBySegments)}`,
  });
  const definitions = data?.customAttributeDefinitions ?? [];
  return (
    <div className="page">
      <PageHead title="Attributes">
        {administrator && (
          <Button kind="primary" icon="plus" onClick={create}>
            New attribute
          </Button>
        )}
      </PageHead>
      <Tabs tabs={models} current={model} onChange={setModel} label="Attributes of" />
      <div id="tabpanel" role="tabpanel" aria-labelledby={`tab-${model}`}>
        {error && <Failure message={error} again={again} />}
        {!data && !error && <Placeholder active />}
        {data && !definitions.length && (
          <Empty icon="sliders" title="No attributes yet">
            <p>Define what else you keep about {sentence(model).toLowerCase()}s.</p>
          </Empty>
        )}
        {definitions.length > 0 && (
          <Table label="Attributes" head={['Name', 'Key', 'Type', 'Rules', { label: 'Actions', hidden: true }]}>
            {definitions.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {one.displayName}
                  {one.description && <p className="field-help">{one.description}</p>}
                </th>
                <td>
                  <code>{one.key}</code>
                </td>
                <td>{sentence(one.type)}</td>
                <td>
                  {one.values.join(', ')} {one.pattern && <code>{one.pattern}</code>} {one.evidence && <Badge>finds duplicates</Badge>}
                </td>
                <td className="row-actions">
                  {administrator && <IconButton icon="edit" label={`Edit ${one.displayName}`} onClick={() => edit(one)} />}
                  {administrator && <IconButton icon="trash" label={`Delete ${one.displayName}`} onClick={() => remove(one)} />}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </div>
      {dialogs}
    </div>
  );
}
