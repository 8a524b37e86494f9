import { join } from 'node:path';
import { root } from '../server.js';
import { test as bare } from '../fixtures.js';
import { test as signedIn } from '../signed_in.js';

// Pictures to look at, not to compare: `make screenshots` writes end2end/screenshots/<screen>-<theme>-<width>.png.
// A new screen is one line: [name, path].
const before: [name: string, path: string][] = [['first-run', '/']];
const screens: [name: string, path: string][] = [
  ['home', '/sandbox'],
  ['workflows', '/sandbox/workflows'],
  ['workflow', '/sandbox/workflows/welcome'],
  ['workflow-step', '/sandbox/workflows/welcome?add=0'],
  ['workflow-clone', '/sandbox/workflows/welcome/clone'],
  ['workflow-versions', '/sandbox/workflows/welcome/versions'],
  ['workflow-new', '/staging/workflows/new'],
  ['workflows-none', '/staging/workflows'],
  ['templates', '/sandbox/templates'],
  ['template', '/sandbox/templates/welcome/email'],
  ['template-new', '/staging/templates/new'],
  ['users', '/sandbox/users'],
  ['requests', '/sandbox/requests'],
  ['executions', '/sandbox/executions'],
  ['messages', '/sandbox/messages'],
  ['search', '/sandbox/search?q=we'],
  ['search-none', '/production/search?q=zebra'],
  ['vendors', '/production/vendors'],
  ['keys', '/production/keys'],
  ['promotions', '/production/promotions'],
  ['settings', '/production/settings'],
  ['new-workspace', '/workspaces/new'],
  ['team', '/account/team'],
  ['audit', '/account/audit'],
  ['profile', '/account/profile'],
  ['not-found', '/sandbox/nothing-here'],
];

for (const [test, list] of [[bare, before], [signedIn, screens]] as const)
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1440, 390])
      test.describe(`${theme} ${width}`, () => {
        test.use({ colorScheme: theme, viewport: { width, height: width > 600 ? 900 : 844 }, allowedErrors: [/status of 404/], contextOptions: { reducedMotion: 'reduce' } });
        test.setTimeout(180_000);
        test(list === before ? 'before the first run' : 'signed in', async ({ page }) => {
          const picture = (name: string) =>
            page.screenshot({ path: join(root, 'end2end/screenshots', `${name}-${theme}-${width}.png`), fullPage: true });
          for (const [name, path] of list) {
            await page.goto(path);
            await page.evaluate(() => document.fonts.ready);
            await picture(name);
          }
          if (list === before) return;
          await page.goto('/sandbox');
          await page.locator('html[data-alive]').waitFor();
          await page.keyboard.press('ControlOrMeta+k');
          await page.keyboard.type('w');
          await picture('palette');
          await page.keyboard.press('Escape');
          await page.locator('#palette').waitFor({ state: 'hidden' });
          await page.keyboard.press('?');
          await picture('shortcuts');
        });
      });
