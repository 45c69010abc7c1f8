// The pages about people and what they may do, which are loaded together.
export { AuditPage } from './audit_page';
export { SecurityPage } from './security_page';
export { TeamsPage } from './teams_page';
