import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test as bare, inTheme } from '../fixtures.js';
import { test } from '../screens.js';
import { root } from '../server.js';

// Pictures to look at, not to compare: `make screenshots` writes end2end/screenshots/<screen>-<theme>-<width>.png.
const devices = [{ viewport: { width: 1440, height: 900 } }, { viewport: { width: 390, height: 844 }, hasTouch: true }];
const common = { allowedErrors: [/status of 404/], contextOptions: { reducedMotion: 'reduce' as const } };

async function picture(page: Page, name: string, themes: ('light' | 'dark')[] = ['light', 'dark']) {
  await page.evaluate(() => document.fonts.ready);
  const { width, height } = page.viewportSize()!;
  // A picture of more than the window makes the browser forget that it is touched: on a phone the window is made as high as the page.
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  if (width < 600) await page.setViewportSize({ width, height: Math.max(height, whole) });
  for (const theme of themes) {
    if (themes.length > 1) await inTheme(page, theme);
    await page.screenshot({ path: join(root, 'end2end/screenshots', `${name}-${theme}-${width}.png`), fullPage: width >= 600 });
  }
  await page.setViewportSize({ width, height });
}

for (const device of devices) {
  bare.describe(() => {
    bare.use({ ...device, ...common });
    bare(`before the first run, at ${device.viewport.width}`, async ({ page }) => {
      await page.goto('/');
      await picture(page, 'first-run');
    });
  });

  test.describe(`at ${device.viewport.width}`, () => {
    test.use({ ...device, ...common });
    test.setTimeout(180_000);

    test('every screen', async ({ page, tour }) => {
      for (const { name, path } of tour.screens) {
        await page.goto(path);
        await picture(page, name);
      }
    });

    test('what opens', async ({ page }) => {
      await page.goto('/sandbox');
      await page.locator('html[data-alive]').waitFor();
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type('w');
      await picture(page, 'palette');
      await page.keyboard.press('Escape');
      await page.locator('#palette').waitFor({ state: 'hidden' });
      await page.keyboard.press('?');
      await picture(page, 'shortcuts');
    });

    test('the doors', async ({ page, context, tour }) => {
      await context.clearCookies();
      for (const { name, path } of tour.doors) {
        await page.goto(path);
        await picture(page, name);
      }
    });

    test.describe('as a member', () => {
      test.use({ storageState: async ({ tour }, use) => use(tour.max) });
      test('where roles differ', async ({ page }) => {
        for (const path of ['/production', '/production/users', '/production/users/ann', '/production/messages', '/account/team'])
          await page.goto(path).then(() => picture(page, `member${path.replaceAll('/', '-')}`));
      });
    });

    test.describe('without a script', () => {
      test.use({ javaScriptEnabled: false });
      test('the plain pages', async ({ page }) => {
        for (const path of ['/sandbox', '/sandbox/workflows/welcome', '/sandbox/templates/welcome/email', '/production/keys', '/account/team'])
          await page.goto(path).then(() => picture(page, `plain${path.replaceAll('/', '-')}`, ['light']));
      });
    });
  });
}
