import { useEffect, useState } from 'react';
import doc from '../documents/contacts.graphql';
import jobs from '../documents/jobs.graphql';
import { followJob, read, write, type Payload } from '../lib/api';
import { formatNumber, plural } from '../lib/format';
import { useVocabulary } from '../lib/hooks';
import type { Attributes, Job, Named, Problem } from '../lib/types';
import { isOver, Progress, useJobTray } from '../shell/job_tray';
import { AttributeInput, parseAttribute } from '../ui/attribute_input';
import { Button } from '../ui/basics';
import { CompanyInput } from '../ui/company_input';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/form';
import { LabelPicker } from '../ui/label_picker';
import type { Target } from './bulk_bar';

export type BulkKind = 'labels' | 'fields' | 'delete';

type Props = { kind: BulkKind; target: Target; count: number; onClose: () => void; onStarted: () => void };

type Change = {
  contactType?: string;
  companyId?: string | null;
  blocked?: boolean;
  labelsAdd?: string[];
  labelsRemove?: string[];
  customAttributes?: Attributes;
};

const titles = { labels: 'Labels', fields: 'Change', delete: 'Delete' };

// BulkDialog changes or deletes many contacts: it says first what would happen, and changes nothing before.
export function BulkDialog({ kind, target, count, onClose, onStarted }: Props) {
  const [change, setChange] = useState<Change>({});
  const [check, setCheck] = useState<Job | null>(null);
  const [failures, setFailures] = useState<Problem[]>([]);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const track = useJobTray();
  const size = 'ids' in target ? plural(target.ids.length, 'contact') : `${plural(count, 'contact')} that match`;

  const start = async (dryRun: boolean) => {
    setProblem('');
    setBusy(true);
    try {
      const { job, userErrors } = await write<Payload & { job: Job }>(
        kind === 'delete' ? doc.BulkDelete : doc.BulkUpdate,
        kind === 'delete' ? { target, dryRun, confirmCount: dryRun ? undefined : check?.total } : { target, dryRun, set: change },
      );
      if (userErrors.length) {
        setProblem(userErrors.map(({ message }) => message).join(' '));
      } else if (dryRun) {
        setCheck(job);
      } else {
        track(job, kind === 'delete' ? `Delete ${size}` : `Change ${size}`);
        onStarted();
      }
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  const id = check?.id;
  useEffect(() => {
    if (!id) {
      return;
    }
    return followJob(jobs.JobProgress, id, (job) => {
      setCheck(job);
      if (isOver(job) && job.failed) {
        read<{ job: { failures: { errors: Problem[] }[] } }>(jobs.JobDetail, { id }).then(
          (data) => setFailures(data.job.failures.flatMap(({ errors }) => errors)),
          () => {},
        );
      }
    });
  }, [id]);

  const checked = check !== null && isOver(check);
  const edit = (part: Change) => {
    setChange((all) => ({ ...all, ...part }));
    setCheck(null);
  };
  const says = Object.values(change).some((value) => (Array.isArray(value) ? value.length : value !== undefined));
  return (
    <Dialog title={`${titles[kind]}: ${size}`} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void start(!checked);
        }}
      >
        {kind === 'labels' && <LabelChanges change={change} onChange={edit} />}
        {kind === 'fields' && <FieldChanges change={change} onChange={edit} />}
        {kind === 'delete' && (
          <p>Their conversations, messages, notes and ratings are deleted too. This cannot be undone. The check says how many they are.</p>
        )}
        {check && <CheckResult job={check} failures={failures} kind={kind} />}
        <div role="alert" className="form-problems">
          {problem && <p>{problem}</p>}
        </div>
        <div className="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind={kind === 'delete' && checked ? 'danger' : 'primary'}
            disabled={busy || (!!check && !checked) || (kind !== 'delete' && !says)}
          >
            {!checked
              ? 'Check first'
              : kind === 'delete'
                ? `Delete ${formatNumber(check!.total ?? 0)}`
                : `Change ${formatNumber(check!.total ?? 0)}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function CheckResult({ job, failures, kind }: { job: Job; failures: Problem[]; kind: BulkKind }) {
  const reasons = [...new Set(failures.map(({ message }) => message))].slice(0, 5);
  return (
    <div className="notice" role="status">
      <div>
        {!isOver(job) && <Progress job={job} />}
        {isOver(job) && job.state !== 'SUCCEEDED' && <p>The check ended as {job.state.toLowerCase()}.</p>}
        {isOver(job) && job.state === 'SUCCEEDED' && (
          <p>
            {kind === 'delete' ? `${plural(job.succeeded, 'contact')} would be deleted` : `${plural(job.updated, 'contact')} would change`}
            {job.unchanged > 0 && `, ${formatNumber(job.unchanged)} are as wanted already`}
            {job.failed > 0 && `, ${formatNumber(job.failed)} would fail`}.
          </p>
        )}
        {reasons.map((reason) => (
          <p key={reason} className="field-error">
            {reason}
          </p>
        ))}
      </div>
    </div>
  );
}

function LabelChanges({ change, onChange }: { change: Change; onChange: (part: Change) => void }) {
  return (
    <>
      <LabelPicker label="Add labels" chosen={change.labelsAdd ?? []} onChange={(labelsAdd) => onChange({ labelsAdd })} autoFocus />
      <LabelPicker label="Remove labels" chosen={change.labelsRemove ?? []} onChange={(labelsRemove) => onChange({ labelsRemove })} known />
    </>
  );
}

function FieldChanges({ change, onChange }: { change: Change; onChange: (part: Change) => void }) {
  const { definitions } = useVocabulary();
  const [company, setCompany] = useState<Named | null>(null);
  const [key, setKey] = useState('');
  const [text, setText] = useState('');
  const definition = definitions.find((one) => one.key === key);
  const setAttribute = (value: string) => {
    setText(value);
    const { value: parsed } = parseAttribute(definition!, value);
    onChange({ customAttributes: { [key]: parsed ?? null } });
  };
  return (
    <>
      <Field label="Type">
        {(ids) => (
          <select
            {...ids}
            value={change.contactType ?? ''}
            onChange={(event) => onChange({ contactType: event.target.value || undefined })}
          >
            <option value="">leave</option>
            <option value="VISITOR">Visitor</option>
            <option value="LEAD">Lead</option>
            <option value="CUSTOMER">Customer</option>
          </select>
        )}
      </Field>
      <Field label="Blocked">
        {(ids) => (
          <select
            {...ids}
            value={change.blocked === undefined ? '' : String(change.blocked)}
            onChange={(event) => onChange({ blocked: event.target.value === '' ? undefined : event.target.value === 'true' })}
          >
            <option value="">leave</option>
            <option value="true">block</option>
            <option value="false">unblock</option>
          </select>
        )}
      </Field>
      <Field label="Company" help="Blank leaves it.">
        {(ids) => (
          <CompanyInput
            id={ids.id}
            label="Company"
            value={company}
            onChange={(one) => {
              setCompany(one);
              onChange({ companyId: one?.id });
            }}
          />
        )}
      </Field>
      <Field label="Attribute">
        {(ids) => (
          <select
            {...ids}
            value={key}
            onChange={(event) => {
              setKey(event.target.value);
              setText('');
              onChange({ customAttributes: undefined });
            }}
          >
            <option value="">leave</option>
            {definitions.map((one) => (
              <option key={one.id} value={one.key}>
                {one.displayName}
              </option>
            ))}
          </select>
        )}
      </Field>
      {definition && (
        <Field label={definition.displayName} help="Blank removes the value.">
          {(ids) => <AttributeInput ids={ids} definition={definition} text={text} onChange={setAttribute} />}
        </Field>
      )}
    </>
  );
}
