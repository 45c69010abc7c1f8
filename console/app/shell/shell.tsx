import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { ContactPage } from '../contact/contact_page';
import { ContactsPage } from '../contacts/contacts_page';
import { useKeys, useViewer } from '../lib/hooks';
import { Empty, IconButton, Placeholder } from '../ui/basics';
import { Boundary } from '../ui/boundary';
import { Icon } from '../ui/icon';
import { KeysDialog } from './keys_dialog';
import { Palette } from './palette';
import { places } from './places';
import { ViewerMenu } from './viewer_menu';

const DuplicatesPage = lazy(() => import('../duplicates/duplicates_page').then((m) => ({ default: m.DuplicatesPage })));
const ComparePage = lazy(() => import('../duplicates/compare_page').then((m) => ({ default: m.ComparePage })));
const ImportPage = lazy(() => import('../imports/import_page').then((m) => ({ default: m.ImportPage })));
const AnalyticsPage = lazy(() => import('../analytics/analytics_page').then((m) => ({ default: m.AnalyticsPage })));
const settings = () => import('../settings/settings_pages');
const CompanyDuplicatesPage = lazy(() => settings().then((m) => ({ default: m.CompanyDuplicatesPage })));
const CompanyMergePage = lazy(() => settings().then((m) => ({ default: m.CompanyMergePage })));
const CompaniesPage = lazy(() => settings().then((m) => ({ default: m.CompaniesPage })));
const CompanyPage = lazy(() => settings().then((m) => ({ default: m.CompanyPage })));
const LabelsPage = lazy(() => settings().then((m) => ({ default: m.LabelsPage })));
const AttributesPage = lazy(() => settings().then((m) => ({ default: m.AttributesPage })));
const InboxesPage = lazy(() => settings().then((m) => ({ default: m.InboxesPage })));
const UsersPage = lazy(() => settings().then((m) => ({ default: m.UsersPage })));
const TokensPage = lazy(() => settings().then((m) => ({ default: m.TokensPage })));
const WebhooksPage = lazy(() => settings().then((m) => ({ default: m.WebhooksPage })));
const WebhookPage = lazy(() => settings().then((m) => ({ default: m.WebhookPage })));
const AccountPage = lazy(() => settings().then((m) => ({ default: m.AccountPage })));
const JobsPage = lazy(() => settings().then((m) => ({ default: m.JobsPage })));
const JobPage = lazy(() => settings().then((m) => ({ default: m.JobPage })));
const access = () => import('../access/access_pages');
const AuditPage = lazy(() => access().then((m) => ({ default: m.AuditPage })));
const SecurityPage = lazy(() => access().then((m) => ({ default: m.SecurityPage })));
const TeamsPage = lazy(() => access().then((m) => ({ default: m.TeamsPage })));

// Shell is the frame of all pages: navigation at the side, the page beside it, and what opens on keys anywhere.
export function Shell() {
  const [location] = useLocation();
  const [open, setOpen] = useState(false);
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  useEffect(() => setOpen(false), [location]);
  useKeys({ '?': () => setKeys(true) });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        setPalette((shown) => !shown);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <div className={`shell ${open ? 'nav-open' : ''}`}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="top-bar">
        <IconButton icon="menu" label="Navigation" aria-expanded={open} onClick={() => setOpen(!open)} />
        <span className="brand">
          <span className="brand-mark" aria-hidden="true">
            K
          </span>{' '}
          Kith
        </span>
        <IconButton icon="search" label="Find anything" onClick={() => setPalette(true)} />
      </div>
      <Navigation onPalette={() => setPalette(true)} onKeys={() => setKeys(true)} />
      {open && <button type="button" className="nav-veil" aria-label="Close navigation" onClick={() => setOpen(false)} />}
      <main id="main" tabIndex={-1}>
        <Boundary key={location}>
          <Suspense fallback={<Placeholder active />}>
            <Routes />
          </Suspense>
        </Boundary>
      </main>
      {palette && (
        <Palette
          onClose={() => setPalette(false)}
          onKeys={() => {
            setPalette(false);
            setKeys(true);
          }}
        />
      )}
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </div>
  );
}

function Navigation({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { viewer } = useViewer();
  const [location] = useLocation();
  return (
    <nav className="nav" aria-label="Pages">
      <div className="nav-head">
        <span className="brand">
          <span className="brand-mark" aria-hidden="true">
            K
          </span>{' '}
          Kith
        </span>
        <span className="nav-account">{viewer.account.name}</span>
      </div>
      <button type="button" className="nav-search" onClick={onPalette}>
        <Icon name="search" size={16} /> Find anything <kbd>Ctrl K</kbd>
      </button>
      {places.map(({ title, places }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul>
            {places
              .filter(({ administrators }) => !administrators || viewer.role === 'ADMINISTRATOR')
              .map(({ path, label, icon }) => (
                <li key={path}>
                  <Link href={path} aria-current={location.startsWith(path) ? 'page' : undefined}>
                    <Icon name={icon} /> {label}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <ViewerMenu onKeys={onKeys} />
    </nav>
  );
}

const Routes = () => (
  <Switch>
    <Route path="/">
      <Redirect to="/contacts" replace />
    </Route>
    <Route path="/contacts">
      <ContactsPage />
    </Route>
    <Route path="/contacts/:id">{({ id }) => <ContactPage key={id} id={id} />}</Route>
    <Route path="/companies">
      <CompaniesPage />
    </Route>
    <Route path="/companies/duplicates">
      <CompanyDuplicatesPage />
    </Route>
    <Route path="/companies/merge">
      <CompanyMergePage />
    </Route>
    <Route path="/companies/:id">{({ id }) => <CompanyPage key={id} id={id} />}</Route>
    <Route path="/duplicates">
      <DuplicatesPage />
    </Route>
    <Route path="/duplicates/compare">
      <ComparePage />
    </Route>
    <Route path="/import">
      <ImportPage />
    </Route>
    <Route path="/analytics">
      <AnalyticsPage />
    </Route>
    <Route path="/jobs">
      <JobsPage />
    </Route>
    <Route path="/jobs/:id">{({ id }) => <JobPage key={id} id={id} />}</Route>
    <Route path="/labels">
      <LabelsPage />
    </Route>
    <Route path="/attributes">
      <AttributesPage />
    </Route>
    <Route path="/inboxes">
      <InboxesPage />
    </Route>
    <Route path="/users">
      <UsersPage />
    </Route>
    <Route path="/teams">
      <TeamsPage />
    </Route>
    <Route path="/security">
      <SecurityPage />
    </Route>
    <Route path="/audit">
      <AuditPage />
    </Route>
    <Route path="/tokens">
      <TokensPage />
    </Route>
    <Route path="/webhooks">
      <WebhooksPage />
    </Route>
    <Route path="/webhooks/:id">{({ id }) => <WebhookPage key={id} id={id} />}</Route>
    <Route path="/account">
      <AccountPage />
    </Route>
    <Route>
      <div className="page">
        <Empty icon="search" title="There is no such page">
          <Link href="/contacts">Go to the contacts</Link>
        </Empty>
      </div>
    </Route>
  </Switch>
);
