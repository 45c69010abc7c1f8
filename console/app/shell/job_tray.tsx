// Jobs that were started on this page: their progress at its edge, with a way to stop them and to take them back.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import jobs from '../documents/jobs.graphql';
import { followJob, write, type Payload } from '../lib/api';
import { formatNumber, sentence } from '../lib/format';
import type { Job } from '../lib/types';
import { Button, IconButton } from '../ui/basics';
import { useToast } from '../ui/toast';

type Tracked = { job: Job; title: string };
type Track = (job: Job, title: string) => void;

const Context = createContext<Track>(() => {});

// useJobTray returns a function that shows a job until it is put away.
export const useJobTray = () => useContext(Context);

export const isOver = ({ state }: Job) => state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
export const isUndoable = (job: Job) => isOver(job) && !job.dryRun && !job.undoId && (job.kind === 'IMPORT' || job.kind === 'BULK_UPDATE');

export function JobTray({ children }: { children: ReactNode }) {
  const [tracked, setTracked] = useState<Tracked[]>([]);
  const track = useCallback<Track>(
    (job, title) => setTracked((all) => [...all.filter((one) => one.job.id !== job.id), { job, title }]),
    [],
  );
  const drop = (id: string) => setTracked((all) => all.filter(({ job }) => job.id !== id));
  return (
    <Context.Provider value={useMemo(() => track, [track])}>
      {children}
      <section className="job-tray" aria-label="Jobs in progress">
        {tracked.map(({ job, title }) => (
          <TrayJob key={job.id} start={job} title={title} track={track} onClose={() => drop(job.id)} />
        ))}
      </section>
    </Context.Provider>
  );
}

function TrayJob({ start, title, track, onClose }: { start: Job; title: string; track: Track; onClose: () => void }) {
  const job = useJob(start);
  const say = useToast();
  const act = (mutation: string, then: (job: Job) => void) => async () => {
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
  return (
    <div className="tray-job">
      <div className="tray-head">
        <strong>{title}</strong>
        <IconButton icon="close" label="Hide" onClick={onClose} />
      </div>
      <Progress job={job} />
      <div className="tray-actions">
        {!isOver(job) && (
          <Button kind="quiet" onClick={act(jobs.JobCancel, () => say('The job stops after the part in progress.'))}>
            Stop
          </Button>
        )}
        {isUndoable(job) && (
          <Button
            kind="quiet"
            icon="undo"
            onClick={act(jobs.JobUndo, (undo) => {
              onClose();
              track(undo, `Undo: ${title}`);
            })}
          >
            Undo
          </Button>
        )}
        {isOver(job) && (
          <a className="button quiet" href={`/console/jobs/${job.id}`}>
            Details
          </a>
        )}
      </div>
    </div>
  );
}

// useJob follows a job until it has ended.
export function useJob(start: Job): Job {
  const [job, setJob] = useState(start);
  const begun = useRef(start);
  useEffect(() => (isOver(begun.current) ? undefined : followJob(jobs.JobProgress, start.id, setJob)), [start.id]);
  return job;
}

// Progress shows how far a job is, in words too.
export function Progress({ job }: { job: Job }) {
  const { state, total, processed, succeeded, failed } = job;
  return (
    <div className="progress">
      <progress max={Math.max(total ?? 1, 1)} value={isOver(job) ? Math.max(total ?? 1, 1) : processed} aria-label="Progress" />
      <p aria-live="polite">
        <span className={`state ${state.toLowerCase()}`}>
          {job.dryRun ? 'Check ' : ''}
          {job.dryRun ? state.toLowerCase() : sentence(state)}
        </span>
        {' · '}
        {formatNumber(processed)}
        {total !== null && ` of ${formatNumber(total)}`}
        {isOver(job) && ` · ${formatNumber(succeeded)} succeeded`}
        {failed > 0 && ` · ${formatNumber(failed)} failed`}
      </p>
    </div>
  );
}
