import { useState } from 'react';
import { Link } from 'wouter';
import doc from '../documents/contact.graphql';
import { write, type Payload } from '../lib/api';
import { fieldLabel, formatCountry, formatValue, safeLink, sentence } from '../lib/format';
import { useVocabulary } from '../lib/hooks';
import type { Contact, Definition, Named, Problem } from '../lib/types';
import { AttributeInput, attributeText, parseAttribute } from '../ui/attribute_input';
import { Button, LabelChip } from '../ui/basics';
import { CompanyInput } from '../ui/company_input';
import { Dialog } from '../ui/dialog';
import { LabelPicker } from '../ui/label_picker';
import { useToast } from '../ui/toast';
import { useSave } from './edit';
import { Inline } from './inline';

type Props = { contact: Contact };

// Identity shows the names, and what every contact may have.
export function Identity({ contact, editing, onEditing }: Props & { editing: boolean; onEditing: (open: boolean) => void }) {
  const save = useSave();
  const disabled = !contact.viewerCan.update;
  const text = (field: 'name' | 'middleName' | 'lastName' | 'location', label: string) => (
    <Inline
      key={field}
      label={label}
      text={contact[field]}
      disabled={disabled}
      editing={field === 'name' && editing}
      onEditing={field === 'name' ? onEditing : undefined}
      save={(value) => save({ [field]: value }, label, value, (one) => one[field])}
    />
  );
  const detail = (field: 'jobTitle' | 'city' | 'country' | 'companyName', label: string) => (
    <Inline
      key={field}
      label={label}
      text={contact.additionalAttributes[field] ?? ''}
      disabled={disabled}
      save={(value) => save({ additionalAttributes: { [field]: value || null } }, label, value, (one) => one.additionalAttributes[field])}
    />
  );
  return (
    <section className="card" aria-labelledby="identity-title">
      <h2 id="identity-title">Identity</h2>
      {text('name', 'Name')}
      {text('middleName', 'Middle name')}
      {text('lastName', 'Last name')}
      <Inline
        label="Type"
        text={contact.contactType}
        shown={sentence(contact.contactType)}
        disabled={disabled}
        save={(value) => save({ contactType: value }, 'Type', value, (one) => one.contactType)}
        input={(ids, value, onChange) => (
          <select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
            {['VISITOR', 'LEAD', 'CUSTOMER'].map((type) => (
              <option key={type} value={type}>
                {sentence(type)}
              </option>
            ))}
          </select>
        )}
      />
      <CompanyField contact={contact} />
      {!contact.company && detail('companyName', 'Company name')}
      {detail('jobTitle', 'Job title')}
      {detail('city', 'City')}
      {detail('country', 'Country')}
      {text('location', 'Location')}
      <Inline
        label="Country code"
        text={contact.countryCode ?? ''}
        shown={contact.countryCode ? `${contact.countryCode} · ${formatCountry(contact.countryCode)}` : undefined}
        disabled={disabled}
        save={(value) => save({ countryCode: value.toUpperCase() || null }, 'Country code', value, (one) => one.countryCode)}
      />
      {contact.additionalAttributes.socialProfiles.map(({ network, handle }) => (
        <div key={network} className="inline">
          <span className="inline-label">{sentence(network)}</span>
          <span className="inline-value">{handle}</span>
        </div>
      ))}
      {contact.additionalAttributes.browser && (
        <div className="inline">
          <span className="inline-label">Browser</span>
          <span className="inline-value">
            {[contact.additionalAttributes.browser, contact.additionalAttributes.browserVersion, contact.additionalAttributes.platform]
              .filter(Boolean)
              .join(' ')}
          </span>
        </div>
      )}
    </section>
  );
}

function CompanyField({ contact }: Props) {
  const save = useSave();
  const [company, setCompany] = useState<Named | null>(contact.company);
  return (
    <Inline
      label="Company"
      text={contact.company?.id ?? ''}
      shown={contact.company?.name}
      disabled={!contact.viewerCan.update}
      onEditing={() => setCompany(contact.company)}
      save={(value) => save({ companyId: value || null }, 'Company', company?.name ?? '', (one) => one.company?.name)}
      input={(ids, _, onChange) => (
        <CompanyInput
          id={ids.id}
          label="Company"
          value={contact.company}
          onChange={(one) => {
            setCompany(one);
            onChange(one?.id ?? '');
          }}
        />
      )}
    />
  );
}

// CompanyLink leads to the page of the contact's company.
export const CompanyLink = ({ contact: { company } }: Props) => company && <Link href={`/companies/${company.id}`}>{company.name}</Link>;

// AttributesCard shows all defined attributes, and those without a definition that the contact has.
export function AttributesCard({ contact }: Props) {
  const { definitions } = useVocabulary();
  const save = useSave();
  const defined = new Set(definitions.map(({ key }) => key));
  const others = Object.keys(contact.customAttributes).filter((key) => !defined.has(key));
  const field = (
    definition: Pick<Definition, 'key' | 'displayName' | 'type' | 'description' | 'patternHint'> & {
      values: string[];
      pattern: string | null;
      id: string;
    },
  ) => {
    const value = contact.customAttributes[definition.key];
    const shown = formatValue(value, definition.type);
    const link = definition.type === 'LINK' ? safeLink(shown) : undefined;
    return (
      <div key={definition.key} className="attribute">
        <Inline
          label={definition.displayName}
          text={attributeText(value)}
          shown={shown || undefined}
          help={definition.patternHint ?? (definition.description || undefined)}
          disabled={!contact.viewerCan.update}
          save={(text) => {
            const { value } = parseAttribute(definition, text);
            return save(
              { customAttributes: { [definition.key]: value } },
              definition.displayName,
              value,
              (one) => one.customAttributes[definition.key],
            );
          }}
          input={(ids, text, onChange) => <AttributeInput ids={ids} definition={definition} text={text} onChange={onChange} />}
        />
        {link && (
          <a className="attribute-link" href={link} target="_blank" rel="noreferrer">
            Open link
          </a>
        )}
      </div>
    );
  };
  if (!definitions.length && !others.length) {
    return null;
  }
  return (
    <section className="card" aria-labelledby="attributes-title">
      <h2 id="attributes-title">Attributes</h2>
      {definitions.map(field)}
      {others.map((key) =>
        field({ id: key, key, displayName: fieldLabel(key), type: 'TEXT', values: [], pattern: null, patternHint: null, description: '' }),
      )}
    </section>
  );
}

// LabelsCard shows the labels; the key `l` adds some.
export function LabelsCard({ contact, adding, onAdding }: Props & { adding: boolean; onAdding: (open: boolean) => void }) {
  const say = useToast();
  const [chosen, setChosen] = useState<string[]>([]);
  const [problem, setProblem] = useState('');
  const change = async (mutation: string, labels: string[]): Promise<Problem[]> => {
    try {
      return (await write<Payload>(mutation, { id: contact.id, labels })).userErrors;
    } catch (error) {
      return [{ code: 'REQUEST', message: (error as Error).message, field: [] }];
    }
  };
  const remove = async (title: string) => {
    const problems = await change(doc.LabelsRemove, [title]);
    say(problems[0]?.message ?? `Label ${title} removed.`, {
      bad: problems.length > 0,
      action: problems.length ? undefined : { label: 'Undo', run: () => void change(doc.LabelsAdd, [title]) },
    });
  };
  const close = () => {
    onAdding(false);
    setChosen([]);
    setProblem('');
  };
  return (
    <section className="card" aria-labelledby="labels-title">
      <div className="card-head">
        <h2 id="labels-title">Labels</h2>
        {contact.viewerCan.update && (
          <Button kind="quiet" icon="plus" onClick={() => onAdding(true)}>
            Add<span className="visually-hidden"> labels</span>
          </Button>
        )}
      </div>
      <div className="chips wrap">
        {contact.labels.map((label) => (
          <LabelChip key={label.id} label={label} onRemove={contact.viewerCan.update ? () => void remove(label.title) : undefined} />
        ))}
        {!contact.labels.length && <span className="quiet-text">None</span>}
      </div>
      {adding && (
        <Dialog title="Add labels" onClose={close}>
          <form
            className="form"
            onSubmit={async (event) => {
              event.preventDefault();
              const problems = await change(doc.LabelsAdd, chosen);
              if (problems.length) {
                setProblem(problems[0].message);
              } else {
                close();
              }
            }}
          >
            <LabelPicker label="Labels" chosen={chosen} onChange={setChosen} autoFocus />
            <div role="alert" className="form-problems">
              {problem && <p>{problem}</p>}
            </div>
            <div className="form-actions">
              <Button onClick={close}>Cancel</Button>
              <Button type="submit" kind="primary" disabled={!chosen.length}>
                Add
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}
