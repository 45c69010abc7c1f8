// Lists, page by page.
import type { Client } from './client.js';
import type { TypedDocument } from './document.js';

// Page is what is needed of a connection.
export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

// eachNode runs through a list to its end, a page at a time, and asks for a page when the one before has been used. The document takes the
// variable `$after`.
export async function* eachNode<Result, Node, Variables extends object = Record<string, unknown>>(
  client: Client,
  document: TypedDocument<Result, Variables>,
  variables: Omit<Variables, 'after'>,
  pick: (data: Result) => Page<Node> | null | undefined,
): AsyncGenerator<Node, void> {
  let after: string | null = null;
  do {
    const page: Page<Node> | null | undefined = pick(await client.query(document, { ...variables, after } as unknown as Variables));
    yield* page?.nodes ?? [];
    after = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after);
}

export interface ListState<Node> {
  nodes: Node[];
  more: boolean;
  loading: boolean;
  // loaded is false until the first page is there, or has failed.
  loaded: boolean;
  error: Error | null;
}

// PagedList is a list that grows by pages, for a view that shows it: it calls back with every state. Answers that come too late, because
// the list was read anew meanwhile, are left out.
export class PagedList<Node> {
  state: ListState<Node> = { nodes: [], more: false, loading: false, loaded: false, error: null };
  readonly #read: (after: string | null) => Promise<Page<Node> | null | undefined>;
  readonly #changed: (state: ListState<Node>) => void;
  #cursor: string | null = null;
  #run = 0;

  constructor(read: (after: string | null) => Promise<Page<Node> | null | undefined>, changed: (state: ListState<Node>) => void) {
    this.#read = read;
    this.#changed = changed;
  }

  // reload reads the first page; what is shown stays until it is there.
  reload = (): Promise<void> => this.#load(null);

  // loadMore appends the next page, unless it is on its way or there is none.
  loadMore = async (): Promise<void> => {
    if (this.state.more && !this.state.loading) {
      await this.#load(this.#cursor);
    }
  };

  // cancel makes the list deaf to answers that are on their way.
  cancel = (): void => {
    this.#run++;
  };

  async #load(after: string | null): Promise<void> {
    const mine = ++this.#run;
    this.#set({ loading: true, error: null });
    try {
      const page = await this.#read(after);
      if (mine === this.#run) {
        this.#cursor = page?.pageInfo.endCursor ?? null;
        const nodes = page?.nodes ?? [];
        this.#set({
          nodes: after ? [...this.state.nodes, ...nodes] : nodes,
          more: page?.pageInfo.hasNextPage ?? false,
          loading: false,
          loaded: true,
        });
      }
    } catch (error) {
      if (mine === this.#run) {
        this.#set({ loading: false, loaded: true, error: error as Error });
      }
    }
  }

  #set(change: Partial<ListState<Node>>): void {
    this.state = { ...this.state, ...change };
    this.#changed(this.state);
  }
}
