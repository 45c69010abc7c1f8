// The event log, followed so that nothing is missed and nothing comes twice.
import type { Client } from './client.js';
import type { TypedDocument } from './document.js';
import { RequestError } from './errors.js';
import { ContactEvents, type ContactEventsSubscription } from './operations.js';
import type { SubscriptionContactEventsArgs } from './schema.js';

export type ContactEvent = ContactEventsSubscription['contactEvents'];

export interface Followed {
  cursor: string;
}

export interface FollowOptions<Event extends Followed = ContactEvent> extends Omit<SubscriptionContactEventsArgs, 'after'> {
  // after is the cursor of the last event that is known. Without it, events are sent from now on.
  after?: string | null;
  // document selects other fields than usual: a subscription of `contactEvents` with `cursor`, and the variable `$after`.
  document?: TypedDocument<{ contactEvents: Event }, never>;
  onEvent: (event: Event) => void;
  // onGap is called when events were missed, because the log no longer reaches back to the cursor, or the connection was lost before there
  // was a cursor: read anew what you show.
  onGap?: () => void;
  // onEnd is called when following cannot go on, as after a sign-out.
  onEnd?: (error: RequestError) => void;
}

const remembered = 1000;
const pauses = { first: 500, longest: 15_000 };

// followContacts calls back with each event of the account, in order and once, whatever becomes of the connection, until the returned
// function is called. `cursor` of the last event is where to go on the next time.
export function followContacts<Event extends Followed = ContactEvent>(client: Client, options: FollowOptions<Event>): () => void {
  const { after, document = ContactEvents, onEvent, onGap, onEnd, types, contactIds, filter } = options;
  const variables: Record<string, unknown> = { after: after ?? undefined, types, contactIds, filter };
  const seen = new Set<string>();
  let stop: () => void = () => {};
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;

  const begin = () => {
    stop = client.subscribe<{ contactEvents: Event }>(
      document as TypedDocument<{ contactEvents: Event }, Record<string, unknown>>,
      variables,
      {
        next: ({ contactEvents: event }) => {
          tries = 0;
          variables.after = event.cursor;
          if (!seen.has(event.cursor)) {
            seen.add(event.cursor);
            if (seen.size > remembered) {
              seen.delete(seen.values().next().value!);
            }
            onEvent(event);
          }
        },
        error: resume,
        complete: () => resume(new RequestError('UNAVAILABLE', 'The server has ended the subscription.')),
      },
    );
  };
  const resume = (error: RequestError) => {
    const cursor = error.errors[0]?.extensions?.cursor;
    switch (error.code) {
      case 'CURSOR_EXPIRED':
        variables.after = cursor ?? undefined;
        onGap?.();
        break;
      case 'SLOW_CONSUMER':
        variables.after = cursor ?? variables.after;
        break;
      case 'NETWORK':
      case 'UNAVAILABLE':
      case 'RATE_LIMITED':
      case 'INTERNAL':
        break;
      default:
        stopped = true;
        unlisten();
        onEnd?.(error);
    }
    if (!stopped) {
      timer = setTimeout(begin, Math.min(pauses.first * 2 ** tries++, pauses.longest));
    }
  };
  const unlisten = client.onReconnect(() => {
    if (variables.after === undefined) {
      onGap?.();
    }
  });
  begin();
  return () => {
    stopped = true;
    unlisten();
    clearTimeout(timer);
    stop();
  };
}
