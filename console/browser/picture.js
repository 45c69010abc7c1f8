// Takes the picture of the README, docs/console.png, from demo data: console/browser/run picture.
import path from 'node:path';
import { closeBrowser, filterBy, openPage } from './world.js';

const file = path.join(import.meta.dirname, '../../docs/console.png');
const ends = [];
const page = await openPage(
  { after: (end) => ends.push(end) },
  filterBy([['labels', 'any', ['vip', 'trial']]], '&sort=name&cols=name,company,labels,active'),
);
await page.locator('.grid-row').nth(5).waitFor();
await page.locator('.person-name').nth(4).hover();
for (let i = 0; i < 5; i++) {
  await page.keyboard.press('j');
}
await page.keyboard.press(' ');
await page.locator('.peek').waitFor();
await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
await page.waitForTimeout(500);
await page.screenshot({ path: file });
await Promise.all(ends.map((end) => end()));
await closeBrowser();
