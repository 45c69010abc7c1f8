// The pages that the navigation and the palette lead to.
export type Place = { path: string; label: string; icon: string; administrators?: boolean };

export const places: { title: string; places: Place[] }[] = [
  {
    title: 'People',
    places: [
      { path: '/contacts', label: 'Contacts', icon: 'people' },
      { path: '/companies', label: 'Companies', icon: 'building' },
      { path: '/duplicates', label: 'Duplicates', icon: 'copies' },
      { path: '/import', label: 'Import', icon: 'upload', administrators: true },
      { path: '/analytics', label: 'Analytics', icon: 'chart' },
      { path: '/jobs', label: 'Jobs', icon: 'clock' },
    ],
  },
  {
    title: 'Settings',
    places: [
      { path: '/labels', label: 'Labels', icon: 'tag' },
      { path: '/attributes', label: 'Attributes', icon: 'sliders' },
      { path: '/inboxes', label: 'Inboxes', icon: 'inbox' },
      { path: '/users', label: 'Users', icon: 'id' },
      { path: '/teams', label: 'Teams', icon: 'people' },
      { path: '/tokens', label: 'API tokens', icon: 'key', administrators: true },
      { path: '/webhooks', label: 'Webhooks', icon: 'link', administrators: true },
      { path: '/account', label: 'Account', icon: 'gear', administrators: true },
      { path: '/audit', label: 'Audit log', icon: 'history', administrators: true },
    ],
  },
];
