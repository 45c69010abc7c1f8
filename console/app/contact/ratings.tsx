import doc from '../documents/contact.graphql';
import { useData } from '../lib/api';
import { formatAgo, formatDecimal, formatInstant, plural } from '../lib/format';
import { usePages } from '../lib/pages';
import type { Connection, Named } from '../lib/types';
import { Empty } from '../ui/basics';
import { Bars } from '../ui/bars';
import { PageList } from '../ui/page_list';

export type Rating = {
  id: string;
  rating: number;
  feedback: string;
  createdAt: string;
  assignedAgent: Named | null;
  conversation: { id: string; displayId: number };
  contact?: Named;
};

// Stars shows a rating of 1 to 5.
export const Stars = ({ rating }: { rating: number }) => (
  <span className="stars" role="img" aria-label={`${rating} of 5`}>
    {'★'.repeat(rating)}
    <span className="stars-rest">{'★'.repeat(5 - rating)}</span>
  </span>
);

type Data = {
  contact: { csat: { averageRating: number | null; count: number; distribution: number[] }; csatResponses: Connection<Rating> } | null;
};

// Ratings shows how the contact rated conversations.
export function Ratings({ contactId }: { contactId: string }) {
  const pages = usePages<Rating, Data>(doc.ContactRatings, { id: contactId }, (data) => data.contact?.csatResponses);
  const { data } = useData<Data>(doc.ContactRatings, { id: contactId });
  const csat = data?.contact?.csat;
  return (
    <>
      {csat && csat.count > 0 && (
        <section className="card">
          <p>
            <strong>{formatDecimal(csat.averageRating ?? 0)}</strong> on average of {plural(csat.count, 'rating')}
          </p>
          <Bars
            title="Ratings"
            unit="ratings"
            rows={csat.distribution.map((count, i) => ({ key: String(i + 1), label: `${i + 1} ★`, value: count }))}
          />
        </section>
      )}
      <PageList
        pages={pages}
        empty={
          <Empty icon="star" title="No ratings">
            <p>Contacts rate conversations once they are resolved.</p>
          </Empty>
        }
      >
        {(nodes) => (
          <ul className="notes">
            {nodes.map((one) => (
              <li key={one.id} className="card">
                <div className="message-head">
                  <Stars rating={one.rating} />
                  <span>conversation #{one.conversation.displayId}</span>
                  {one.assignedAgent && <span>{one.assignedAgent.name}</span>}
                  <time dateTime={one.createdAt} title={formatInstant(one.createdAt)}>
                    {formatAgo(one.createdAt)}
                  </time>
                </div>
                {one.feedback && <p>{one.feedback}</p>}
              </li>
            ))}
          </ul>
        )}
      </PageList>
    </>
  );
}
