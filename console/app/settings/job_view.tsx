import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import doc from '../documents/jobs.graphql';
import { useData, write, type Payload } from '../lib/api';
import { formatInstant, formatNumber, ownPath, plural, sentence } from '../lib/format';
import { useTitle } from '../lib/hooks';
import type { Job, Problem } from '../lib/types';
import { isOver, isUndoable, Progress, useJob } from '../shell/job_tray';
import { Badge, Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { Icon } from '../ui/icon';
import { useToast } from '../ui/toast';
import { Table } from './records';

type Detail = Job & {
  failures: { row: number | null; contactId: string | null; errors: Problem[] }[];
  warningList: { row: number | null; contactId: string | null; column: string; message: string }[];
};

// JobPage shows one job.
export function JobPage({ id }: { id: string }) {
  const { data, error, again } = useData<{ job: Detail | null }>(doc.JobDetail, { id });
  const [, navigate] = useLocation();
  useTitle('Job');
  if (error) {
    return (
      <div className="page">
        <Failure message={error} again={again} />
      </div>
    );
  }
  if (!data?.job) {
    return (
      <div className="page">
        {data ? (
          <Empty icon="clock" title="There is no such job">
            <Link href="/jobs">All jobs</Link>
          </Empty>
        ) : (
          <Placeholder active />
        )}
      </div>
    );
  }
  const { job } = data;
  return (
    <div className="page">
      <Link href="/jobs" className="back">
        <Icon name="left" size={16} /> Jobs
      </Link>
      <PageHead
        title={sentence(job.kind)}
        text={
          <>
            {job.dryRun && <Badge>check</Badge>} {formatInstant(job.createdAt)} by {job.actor?.name ?? 'Kith'}
          </>
        }
      />
      <JobView key={id} start={job} onUndo={(undo) => navigate(`/jobs/${undo.id}`)} />
    </div>
  );
}

type ViewProps = { start: Job; onJob?: (job: Job) => void; onUndo?: (job: Job) => void };

// JobView follows a job and shows what became of its records.
export function JobView({ start, onJob, onUndo }: ViewProps) {
  const job = useJob(start);
  const over = isOver(job);
  const detail = useData<{ job: Detail | null }>(doc.JobDetail, { id: job.id }, [], !over);
  const say = useToast();
  useEffect(() => onJob?.(job), [job]);
  const read = detail.data?.job;
  const { again } = detail;
  useEffect(() => {
    if (over) {
      again(); // the files are written after the end
    }
  }, [over]);
  const act = async (mutation: string, then: (job: Job) => void) => {
    try {
      const { job: other, userErrors } = await write<Payload & { job: Job }>(mutation, { id: job.id });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        then(other);
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  const numbers: [string, number][] = [
    ['Created', job.created],
    ['Updated', job.updated],
    ['Unchanged', job.unchanged],
    ['Succeeded', job.succeeded],
    ['Failed', job.failed],
    ['Warnings', job.warnings],
  ];
  const result = ownPath(read?.resultUrl);
  const failures = ownPath(read?.failuresUrl);
  return (
    <section className="job" aria-label={sentence(job.kind)}>
      <div className="card">
        <Progress job={job} />
        <dl className="tiles small">
          {numbers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatNumber(value)}</dd>
            </div>
          ))}
        </dl>
        <div className="row">
          {!over && <Button onClick={() => act(doc.JobCancel, () => say('The job stops after the part in progress.'))}>Stop</Button>}
          {result && (
            <a className="button primary" href={result} download>
              <Icon name="download" size={16} /> Download
            </a>
          )}
          {failures && (
            <a className="button plain" href={failures} download>
              <Icon name="download" size={16} /> Rows that failed
            </a>
          )}
          {isUndoable(job) && onUndo && (
            <Button icon="undo" onClick={() => act(doc.JobUndo, onUndo)}>
              Undo all of it
            </Button>
          )}
          {job.undoId && (
            <Link className="button quiet" href={`/jobs/${job.undoId}`}>
              See how it was undone
            </Link>
          )}
        </div>
      </div>
      {read && read.failures.length > 0 && (
        <>
          <h2 className="section-title">{plural(job.failed, 'failure')}</h2>
          <Table label="Failures" head={['Row or contact', 'Why']}>
            {read.failures.map(({ row, contactId, errors }, i) => (
              <tr key={i}>
                <th scope="row">
                  {row !== null ? `Row ${formatNumber(row)}` : contactId && <Link href={`/contacts/${contactId}`}>contact</Link>}
                </th>
                <td>
                  {errors.map(({ message, field }, n) => (
                    <p key={n}>
                      {field.length > 0 && <code>{field.join('.')}</code>} {message}
                    </p>
                  ))}
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
      {read && read.warningList.length > 0 && (
        <>
          <h2 className="section-title">{plural(job.warnings, 'warning')}</h2>
          <Table label="Warnings" head={['Row', 'Column', 'What']}>
            {read.warningList.map(({ row, column, message, contactId }, i) => (
              <tr key={i}>
                <th scope="row">
                  {row === null ? (
                    'File'
                  ) : contactId ? (
                    <Link href={`/contacts/${contactId}`}>Row {formatNumber(row)}</Link>
                  ) : (
                    `Row ${formatNumber(row)}`
                  )}
                </th>
                <td>{column}</td>
                <td>{message}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  );
}
