import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/imports.graphql';
import { write, type Payload } from '../lib/api';
import { plural } from '../lib/format';
import { useTitle, useVocabulary } from '../lib/hooks';
import type { Job, Problem } from '../lib/types';
import { isOver } from '../shell/job_tray';
import { Badge, Button, PageHead } from '../ui/basics';
import { Field } from '../ui/form';
import { Icon } from '../ui/icon';
import { JobView } from '../settings/job_view';
import { Drop } from './drop';
import { Mapping } from './mapping';
import { PreviewRows, type Preview } from './preview_rows';

export type Options = { mode: string; overwrite: string; unknownColumns: string; createCompanies: boolean; dateOrder: string };

const initial: Options = { mode: 'UPSERT', overwrite: 'ALWAYS', unknownColumns: 'REFUSE', createCompanies: false, dateOrder: '' };
const steps = ['File', 'Columns', 'Check', 'Import'];

// ImportPage leads from a file to contacts: what it holds, what would happen, what happened, and the way back.
export function ImportPage() {
  useTitle('Import');
  const [file, setFile] = useState<File | null>(null);
  const [map, setMap] = useState<Record<string, string>>({});
  const [options, setOptions] = useState(initial);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [check, setCheck] = useState<Job | null>(null);
  const [job, setJob] = useState<Job | null>(null);
  const { definitions } = useVocabulary();
  const [, navigate] = useLocation();
  const step = job ? 3 : check ? 2 : preview || file ? 1 : 0;

  const inputOf = (given: File, chosen: Record<string, string>, { dateOrder, ...rest }: Options) => ({
    file: given,
    map: Object.entries(chosen).map(([column, field]) => ({ column, field })),
    dateOrder: dateOrder || undefined,
    ...rest,
  });
  const attempt = async (action: () => Promise<Problem[]>) => {
    setBusy(true);
    setProblems([]);
    try {
      setProblems(await action());
    } catch (error) {
      setProblems([{ code: 'REQUEST', message: (error as Error).message, field: [] }]);
    }
    setBusy(false);
  };
  const look = (given: File, chosen: Record<string, string>, how: Options) =>
    attempt(async () => {
      // Columns that nothing recognises are no reason to show nothing: their fields are chosen on this page.
      const unknownColumns = how.unknownColumns === 'REFUSE' ? 'IGNORE' : how.unknownColumns;
      const { preview, userErrors } = await write<Payload & { preview: Preview | null }>(
        doc.ImportPreview,
        inputOf(given, chosen, { ...how, unknownColumns }),
      );
      if (preview) {
        setPreview(preview);
      }
      return userErrors;
    });
  const run = (dryRun: boolean) =>
    attempt(async () => {
      const { job, userErrors } = await write<Payload & { job: Job }>(doc.Import, { ...inputOf(file!, map, options), dryRun });
      if (!userErrors.length) {
        (dryRun ? setCheck : setJob)(job);
      }
      return userErrors;
    });
  const restart = () => {
    setFile(null);
    setMap({});
    setPreview(null);
    setCheck(null);
    setJob(null);
    setProblems([]);
    setOptions(initial);
  };
  const unknown = preview?.columns.filter(({ field, name }) => !field && map[name] === undefined) ?? [];
  return (
    <div className="page import-page">
      <PageHead title="Import contacts" text="CSV, Excel, vCard, JSContact or JSON Lines, up to 50 MiB and a million rows.">
        {step > 0 && (
          <Button icon="refresh" onClick={restart}>
            Another file
          </Button>
        )}
      </PageHead>
      <ol className="steps" aria-label="Steps">
        {steps.map((name, i) => (
          <li key={name} aria-current={i === step ? 'step' : undefined} className={i < step ? 'done' : ''}>
            {name}
          </li>
        ))}
      </ol>
      <div role="alert">
        {problems.map((problem, i) => (
          <div key={i} className="notice bad">
            <Icon name="warning" />
            <p>{problem.message}</p>
          </div>
        ))}
      </div>
      {!file && (
        <Drop
          onFile={(given) => {
            setFile(given);
            void look(given, {}, options);
          }}
        />
      )}
      {file && !job && !check && (
        <>
          <p className="file-line">
            <strong>{file.name}</strong>
            {preview && (
              <>
                <Badge>{preview.format}</Badge>
                {preview.encoding && <Badge>{preview.encoding}</Badge>}
                {preview.separator && <Badge>separated by {separatorName(preview.separator)}</Badge>}
                <span>{plural(preview.total, 'row')}</span>
              </>
            )}
            {busy && (
              <span className="quiet-text" role="status">
                reading…
              </span>
            )}
          </p>
          {preview?.warnings.map((warning, i) => (
            <p key={i} className="notice">
              {warning.message}
            </p>
          ))}
          {preview && (
            <>
              <OptionsForm
                options={options}
                onChange={(next) => {
                  setOptions(next);
                  void look(file, map, next);
                }}
              />
              <Mapping
                columns={preview.columns}
                map={map}
                definitions={definitions}
                onChange={(column, field) => {
                  const next = { ...map, [column]: field };
                  setMap(next);
                  void look(file, next, options);
                }}
              />
              <PreviewRows preview={preview} />
              <div className="form-actions sticky">
                {unknown.length > 0 && options.unknownColumns === 'REFUSE' && (
                  <span className="quiet-text">
                    Say what {unknown.map(({ name }) => name).join(', ')} {unknown.length > 1 ? 'are' : 'is'} for, or leave{' '}
                    {unknown.length > 1 ? 'them' : 'it'} out.
                  </span>
                )}
                <Button
                  kind="primary"
                  disabled={busy || (unknown.length > 0 && options.unknownColumns === 'REFUSE')}
                  onClick={() => run(true)}
                >
                  Check all rows
                </Button>
              </div>
            </>
          )}
        </>
      )}
      {check && !job && (
        <>
          <p>Nothing is stored yet: this is what the import would do.</p>
          <JobView key={check.id} start={check} onJob={setCheck} />
          <div className="form-actions sticky">
            <Button onClick={() => setCheck(null)}>Back to the columns</Button>
            <Button kind="primary" disabled={busy || !isOver(check) || check.state !== 'SUCCEEDED'} onClick={() => run(false)}>
              Import {plural(check.succeeded, 'row')}
            </Button>
          </div>
        </>
      )}
      {job && (
        <>
          <JobView key={job.id} start={job} onJob={setJob} onUndo={(undo) => navigate(`/jobs/${undo.id}`)} />
          <div className="form-actions">
            <Button onClick={restart}>Import another file</Button>
            <Link href="/contacts?sort=-updatedAt" className="button primary">
              See the contacts
            </Link>
          </div>
        </>
      )}
    </div>
  );
}

const separatorName = (separator: string) => ({ ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' })[separator] ?? separator;

const choices: { name: keyof Options; label: string; options: [string, string][] }[] = [
  {
    name: 'mode',
    label: 'Rows may',
    options: [
      ['UPSERT', 'create and change contacts'],
      ['CREATE', 'create contacts only'],
      ['UPDATE', 'change contacts only'],
    ],
  },
  {
    name: 'overwrite',
    label: 'Values that contacts have',
    options: [
      ['ALWAYS', 'are replaced'],
      ['BLANK_ONLY', 'are kept; blank ones are filled'],
      ['NEVER', 'are kept'],
    ],
  },
  {
    name: 'unknownColumns',
    label: 'Columns that nothing recognises',
    options: [
      ['REFUSE', 'have to be chosen'],
      ['IGNORE', 'are left out'],
      ['ATTRIBUTES', 'become attributes'],
    ],
  },
  {
    name: 'dateOrder',
    label: 'Dates are written',
    options: [
      ['', 'as the file shows'],
      ['DMY', 'day, month, year'],
      ['MDY', 'month, day, year'],
      ['YMD', 'year, month, day'],
    ],
  },
];

function OptionsForm({ options, onChange }: { options: Options; onChange: (options: Options) => void }) {
  return (
    <details className="card import-options">
      <summary>Options</summary>
      <div className="columns">
        {choices.map(({ name, label, options: list }) => (
          <Field key={name} label={label}>
            {(ids) => (
              <select {...ids} value={String(options[name])} onChange={(event) => onChange({ ...options, [name]: event.target.value })}>
                {list.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={options.createCompanies}
          onChange={(event) => onChange({ ...options, createCompanies: event.target.checked })}
        />{' '}
        Create companies that are not there yet
      </label>
    </details>
  );
}
