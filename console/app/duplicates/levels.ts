// levels are how probable the pairs of a list of duplicates are at least.
export const levels = [
  ['0.95', 'Nearly certain (95 % and more)'],
  ['0.8', 'Probable (80 %)'],
  ['0.5', 'Possible (50 %)'],
  ['0.2', 'Anything (20 %)'],
];
