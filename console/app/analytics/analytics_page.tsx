import { Link } from 'wouter';
import doc from '../documents/analytics.graphql';
import { Stars, type Rating } from '../contact/ratings';
import { useData, write, type Payload } from '../lib/api';
import { formatAgo, formatCountry, formatDecimal, formatMonth, formatNumber, sentence } from '../lib/format';
import { useIsAdministrator, useTitle } from '../lib/hooks';
import type { Job, Label, Named } from '../lib/types';
import { useParam } from '../lib/url';
import { useJobTray } from '../shell/job_tray';
import { Bars } from '../ui/bars';
import { Button, Empty, Failure, PageHead, Placeholder } from '../ui/basics';
import { useToast } from '../ui/toast';

type Group = { key: string; count: number; label?: Label | null; company?: Named | null };
type Groups = { months: Group[]; labels: Group[]; countries: Group[]; companies: Group[]; types: Group[] };
type Csat = {
  csatReport: {
    summary: { averageRating: number | null; count: number; distribution: number[] };
    byMonth: { month: string; summary: { averageRating: number | null; count: number } }[];
    satisfactionScore: number | null;
    responseRate: number | null;
  };
  csatResponses: { nodes: (Rating & { contact: Named })[] };
};

const spans = [
  ['', 'All time'],
  ['P30D', 'Last 30 days'],
  ['P90D', 'Last 90 days'],
  ['P365D', 'Last 365 days'],
];

// AnalyticsPage counts contacts and ratings; each chart has its numbers as a table too.
export function AnalyticsPage() {
  useTitle('Analytics');
  const [span, setSpan] = useParam('span');
  const groups = useData<Groups>(doc.Analytics, {}, ['Contact', 'Label', 'Company']);
  const filter = span ? { createdAt: { withinLast: span } } : undefined;
  const csat = useData<Csat>(doc.Csat, { filter }, ['CsatResponse']);
  const administrator = useIsAdministrator();
  const track = useJobTray();
  const say = useToast();
  const download = async () => {
    try {
      const { job, userErrors } = await write<Payload & { job: Job }>(doc.CsatExport, { filter });
      if (userErrors.length) {
        say(userErrors[0].message, { bad: true });
      } else {
        track(job, 'Ratings as CSV');
      }
    } catch (error) {
      say((error as Error).message, { bad: true });
    }
  };
  return (
    <div className="page">
      <PageHead title="Analytics" />
      {groups.error && <Failure message={groups.error} again={groups.again} />}
      {!groups.data && !groups.error && <Placeholder active lines={8} />}
      {groups.data && <ContactCharts groups={groups.data} />}
      <div className="section-head">
        <h2 className="section-title">Satisfaction</h2>
        <label>
          <span className="visually-hidden">Period</span>
          <select value={span} onChange={(event) => setSpan(event.target.value || null, true)}>
            {spans.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {administrator && (
          <Button icon="download" onClick={() => void download()}>
            Ratings as CSV
          </Button>
        )}
      </div>
      {csat.error && <Failure message={csat.error} again={csat.again} />}
      {csat.data && <Satisfaction csat={csat.data} />}
    </div>
  );
}

function ContactCharts({ groups: { months, labels, countries, companies, types } }: { groups: Groups }) {
  if (!months.length) {
    return (
      <Empty icon="chart" title="Nothing to count yet">
        <Link href="/import" className="button primary">
          Import contacts
        </Link>
      </Empty>
    );
  }
  return (
    <div className="charts">
      <div className="card chart-wide">
        <Bars
          upright
          title="New contacts by month"
          unit="contacts"
          rows={months.map(({ key, count }) => ({ key, label: formatMonth(key), value: count }))}
        />
      </div>
      <div className="card">
        <Bars
          title="By label"
          unit="contacts"
          rows={labels.map(({ key, count, label }) => ({ key, label: label?.title ?? key, value: count, color: label?.color }))}
        />
      </div>
      <div className="card">
        <Bars
          title="By country"
          unit="contacts"
          rows={countries.map(({ key, count }) => ({ key, label: formatCountry(key), value: count }))}
        />
      </div>
      <div className="card">
        <Bars
          title="By company"
          unit="contacts"
          rows={companies.map(({ key, count, company }) => ({ key, label: company?.name ?? key, value: count }))}
        />
      </div>
      <div className="card">
        <Bars title="By type" unit="contacts" rows={types.map(({ key, count }) => ({ key, label: sentence(key), value: count }))} />
      </div>
    </div>
  );
}

function Satisfaction({
  csat: {
    csatReport: { summary, byMonth, satisfactionScore, responseRate },
    csatResponses,
  },
}: {
  csat: Csat;
}) {
  if (!summary.count) {
    return (
      <Empty icon="star" title="No ratings">
        <p>None in this period.</p>
      </Empty>
    );
  }
  const tiles: [string, string][] = [
    ['Average', formatDecimal(summary.averageRating ?? 0)],
    ['Ratings', formatNumber(summary.count)],
    ['Satisfied', satisfactionScore === null ? '–' : `${Math.round(satisfactionScore)} %`],
    ['Responses', responseRate === null ? '–' : `${Math.round(responseRate)} %`],
  ];
  return (
    <>
      <dl className="tiles">
        {tiles.map(([name, value]) => (
          <div key={name} className="card">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="charts">
        <div className="card">
          <Bars
            title="Distribution"
            unit="ratings"
            rows={summary.distribution.map((count, i) => ({ key: String(i), label: `${i + 1} ★`, value: count })).reverse()}
          />
        </div>
        <div className="card">
          <Bars
            upright
            title="Average by month"
            unit="average"
            most={5}
            rows={byMonth.map(({ month, summary }) => ({ key: month, label: formatMonth(month), value: summary.averageRating ?? 0 }))}
          />
        </div>
        <div className="card chart-wide">
          <h3>Latest comments</h3>
          <ul className="comments">
            {csatResponses.nodes
              .filter(({ feedback }) => feedback)
              .slice(0, 10)
              .map((one) => (
                <li key={one.id}>
                  <Stars rating={one.rating} /> <span>{one.feedback}</span>{' '}
                  <small>
                    <Link href={`/contacts/${one.contact.id}?tab=ratings`}>{one.contact.name || 'Contact'}</Link> ·{' '}
                    {formatAgo(one.createdAt)}
                    {one.assignedAgent && ` · ${one.assignedAgent.name}`}
                  </small>
                </li>
              ))}
          </ul>
        </div>
      </div>
    </>
  );
}
