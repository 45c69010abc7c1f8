import { Link } from 'wouter';
import doc from '../documents/jobs.graphql';
import { formatAgo, formatInstant, formatNumber, sentence } from '../lib/format';
import { useTitle } from '../lib/hooks';
import { usePages } from '../lib/pages';
import type { Connection, Job } from '../lib/types';
import { Badge, Button, Empty, PageHead } from '../ui/basics';
import { PageList } from '../ui/page_list';
import { Table } from './records';

export const stateTones: Record<string, string> = {
  QUEUED: 'neutral',
  RUNNING: 'warn',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELLED: 'neutral',
};

// JobsPage lists what the server did in the background.
export function JobsPage() {
  useTitle('Jobs');
  const pages = usePages<Job, { jobs: Connection<Job> }>(doc.Jobs, {}, (data) => data.jobs);
  return (
    <div className="page">
      <PageHead title="Jobs" text="Imports, exports and changes of many contacts.">
        <Button icon="refresh" onClick={pages.again}>
          Refresh
        </Button>
      </PageHead>
      <PageList
        pages={pages}
        empty={
          <Empty icon="clock" title="No jobs yet">
            <p>Imports, exports and changes of many contacts appear here.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <Table
            label="Jobs"
            head={['What', 'State', { label: 'Processed', numeric: true }, { label: 'Failed', numeric: true }, 'By', 'When']}
          >
            {nodes.map((job) => (
              <tr key={job.id}>
                <th scope="row">
                  <Link href={`/jobs/${job.id}`}>{sentence(job.kind)}</Link> {job.dryRun && <Badge>check</Badge>}{' '}
                  {job.undoId && <Badge>undone</Badge>}
                </th>
                <td>
                  <Badge tone={stateTones[job.state]}>{sentence(job.state)}</Badge>
                </td>
                <td className="numeric">
                  {formatNumber(job.processed)}
                  {job.total !== null && ` of ${formatNumber(job.total)}`}
                </td>
                <td className="numeric">{formatNumber(job.failed)}</td>
                <td>{job.actor?.name ?? 'Kith'}</td>
                <td>
                  <time dateTime={job.createdAt} title={formatInstant(job.createdAt)}>
                    {formatAgo(job.createdAt)}
                  </time>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </PageList>
    </div>
  );
}
