import { join } from 'node:path';
import { root } from '../server.js';
import { test } from '../fixtures.js';

// Pictures to look at, not to compare: `make screenshots` writes end2end/screenshots/<screen>-<theme>-<width>.png.
// A new screen is one line: [name, path]. Screens behind the sign-in follow when the first-run story can get there.
const screens: [name: string, path: string][] = [['first-run', '/']];

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 390])
    test.describe(`${theme} ${width}`, () => {
      test.use({ colorScheme: theme, viewport: { width, height: width > 600 ? 900 : 844 } });
      for (const [name, path] of screens)
        test(name, async ({ page }) => {
          await page.goto(path);
          await page.evaluate(() => document.fonts.ready);
          await page.screenshot({ path: join(root, 'end2end/screenshots', `${name}-${theme}-${width}.png`), fullPage: true });
        });
    });
