// Pictures of one stroke, drawn on a grid of 24.
const paths: Record<string, string> = {
  people: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21c0-4 3-6.5 7-6.5s7 2.5 7 6.5M16 3.5a4 4 0 0 1 0 7.2M18.5 15c2.2.9 3.5 3 3.5 6',
  copies: 'M8 8h12v12H8zM4 16V4h12',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  download: 'M12 4v12M7 11l5 5 5-5M4 18v2h16v-2',
  chart: 'M4 20h16M7 20v-7M12 20V5M17 20v-10',
  building: 'M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3',
  tag: 'M3 12V3h9l9 9-9 9zM7.5 7.5h.01',
  sliders: 'M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h9M17 18h3M15 16v4',
  inbox: 'M3 13h5l2 3h4l2-3h5M3 13l3-8h12l3 8v6H3z',
  key: 'M8 19a5 5 0 1 0 0-10 5 5 0 0 0 0 10M11.5 10.5L20 3M16 6.500l3 3M13.5 8.800l2 2',
  link: 'M9 15l6-6M10.5 6.5l2-2a5 5 0 0 1 7 7l-2 2M13.5 17.5l-2 2a5 5 0 0 1-7-7l2-2',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3 2',
  gear: 'M4 21v-7M4 10V3M12 21v-9M12 8V3M20 21v-5M20 12V3M1.5 14h5M9.5 8h5M17.5 16h5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M21 21l-5-5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l4.5 4.5L19 7',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  up: 'M6 15l6-6 6 6',
  filter: 'M3 5h18l-7 8v6l-4 2v-8z',
  columns: 'M4 4h16v16H4zM10 4v16M15 4v16',
  eye: 'M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7S2 12 2 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4',
  mail: 'M3 5h18v14H3zM3 6l9 7 9-7',
  phone: 'M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v4a2 2 0 0 1-2 2C10 21 3 14 3 5a2 2 0 0 1 2-2',
  id: 'M3 5h18v14H3zM8.5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4M5.5 16c0-2 1.2-3 3-3s3 1 3 3M14 9h4M14 13h4',
  star: 'M12 3l2.7 6 6.3.6-4.8 4.2 1.5 6.200L12 16.7 6.3 20l1.5-6.200L3 9.6 9.3 9z',
  ban: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M5.7 5.700l12.6 12.6',
  undo: 'M8 5L3 10l5 5M3 10h11a6 6 0 0 1 0 12h-4',
  merge: 'M6 3v5c0 4 6 4 6 8v5M18 3v5c0 4-6 4-6 8',
  swap: 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  more: 'M4.5 12a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0M11.5 12a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0M18.5 12a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0',
  menu: 'M4 7h16M4 12h16M4 17h16',
  chat: 'M4 4h16v12H9l-5 4z',
  note: 'M5 3h14v12l-5 6H5zM14 21v-6h5',
  history: 'M3 5v5h5M3.5 10a9 9 0 1 1-.5 3M12 7v5l3 2',
  out: 'M10 4H4v16h6M15 8l4 4-4 4M19 12H9',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 4l-3 16',
  warning: 'M12 3L2 20h20zM12 10v4M12 17h.01',
  refresh: 'M20 5v5h-5M4 19v-5h5M19 10a8 8 0 0 0-14-2M5 14a8 8 0 0 0 14 2',
  segment: 'M12 3v9h9M12 3a9 9 0 1 0 9 9',
  keyboard: 'M2 6h20v12H2zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10',
};

export type IconName = keyof typeof paths;

// Icon is decoration: what it stands for is said by the text beside it, or by the label of its button.
export function Icon({ name, size = 18 }: { name: string; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
