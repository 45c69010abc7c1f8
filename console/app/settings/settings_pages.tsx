// The pages about everything but contacts, which are loaded together.
export { CompaniesPage } from './companies_page';
export { CompanyDuplicatesPage } from './company_duplicates_page';
export { CompanyMergePage } from './company_merge_page';
export { CompanyPage } from './company_page';
export { LabelsPage } from './labels_page';
export { AttributesPage } from './attributes_page';
export { InboxesPage } from './inboxes_page';
export { UsersPage } from './users_page';
export { TokensPage } from './tokens_page';
export { WebhooksPage } from './webhooks_page';
export { WebhookPage } from './webhook_page';
export { AccountPage } from './account_page';
export { JobsPage } from './jobs_page';
export { JobPage } from './job_view';
