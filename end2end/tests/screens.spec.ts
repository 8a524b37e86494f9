import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { faults, inTheme, wears } from '../fixtures.js';
import { expect, type Screen, test } from '../screens.js';
import { root } from '../server.js';
import { alive } from '../signed_in.js';

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test.use({ allowedErrors: [/status of 404/], contextOptions: { reducedMotion: 'reduce' } });

for (const [on, device] of [['a wide window', wide], ['a phone', phone]] as const)
  test.describe(`on ${on}`, () => {
    test.use(device);

    test('every screen can be read by everybody, in light and in dark', async ({ page, tour }) => {
      test.setTimeout(180_000);
      await walk(page, tour.screens);
    });

    test('so can what one sees before signing in', async ({ page, context, tour }) => {
      await context.clearCookies();
      await walk(page, tour.doors);
    });
  });

test.describe('a member', () => {
  test.use({ storageState: async ({ tour }, use) => use(tour.max) });

  test('finds nothing amiss where roles differ', async ({ page, tour }) => {
    const names = ['home', 'home-failures', 'users', 'user', 'message', 'keys', 'plan', 'team', 'audit', 'profile'];
    await walk(page, tour.screens.filter(screen => names.includes(screen.name)));
  });
});

test('the list of screens leaves out no page of the site map', async ({ tour }) => {
  const routes = [...readFileSync(join(root, 'src/pages/app.rs'), 'utf8').matchAll(/\("(\/[^"]*)", page!/g)].map(found => found[1]!);
  expect(routes.length).toBeGreaterThan(40);
  // These are on the way in, or lead on at once: the stories of people go through them. The gallery is no part of a release.
  const elsewhere = ['/', '/gallery', '/setup', '/sign-in/code/enter', '/sign-in/second-factor', '/{workspace}/templates/{slug}'];
  const paths = [...tour.screens, ...tour.doors].map(screen => screen.path.split('?')[0]!);
  const shown = (route: string) => {
    const pattern = new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`);
    return paths.some(path => pattern.test(path));
  };
  expect(routes.filter(route => !elsewhere.includes(route) && !shown(route))).toEqual([]);
});

test('the theme that was chosen counts more than the device’s', async ({ page }) => {
  await page.goto('/staging');
  for (const [chosen, device] of [['dark', 'light'], ['light', 'dark']] as const) {
    await inTheme(page, device);
    await page.context().addCookies([{ name: 'theme', value: chosen, url: page.url() }]);
    await page.reload();
    await wears(page, chosen);
    await alive(page);
    expect(await faults(page)).toEqual([]);
    await page.context().clearCookies({ name: 'theme' });
    await page.reload();
  }
});

/** Goes through screens and finds nothing wrong with any. */
async function walk(page: Page, screens: Screen[]) {
  const wrong: string[] = [];
  // Which colours are on each other does not depend on the width.
  const narrow = page.viewportSize()!.width < 600;
  for (const { path } of screens) {
    await page.goto(path);
    await inTheme(page, 'light');
    // Pages without a side bar have no script.
    if (await page.locator('.shell').count()) await alive(page);
    const light = [...(await shape(page, path)), ...(await faults(page))];
    wrong.push(...light.map(fault => `${path}: ${fault}`));
    if (narrow) continue;
    await inTheme(page, 'dark');
    const dark = await faults(page, 'contrast');
    wrong.push(...dark.map(fault => `${path} in dark: ${fault}`));
  }
  expect(wrong).toEqual([]);
}

/** What is wrong with title, headings, landmarks and width. */
async function shape(page: Page, path: string): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const shown = (selector: string) => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility());
    return {
      title: document.title,
      place: document.querySelector('.switcher strong')?.textContent ?? null,
      levels: shown('h1, h2, h3, h4, h5, h6').map(heading => Number(heading.tagName[1])),
      mains: shown('main').length,
      menus: document.querySelectorAll('nav[aria-label="Main"]').length,
      cut: shown('.table-wrap').filter(table => table.scrollWidth > table.clientWidth + 1).map(table => table.querySelector('caption')?.textContent),
      tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
  const wrong: string[] = [];
  const framed = seen.place !== null;
  const ending = framed && !/^\/(account|workspaces)\//.test(path) ? ` · ${seen.place} · Belfry` : ' · Belfry';
  if (!seen.title.endsWith(ending)) wrong.push(`the title “${seen.title}” does not end with “${ending}”`);
  if (seen.levels[0] !== 1 || seen.levels.filter(level => level === 1).length !== 1) wrong.push(`headings: ${seen.levels}`);
  if (seen.levels.some((level, at) => level > (seen.levels[at - 1] ?? 0) + 1)) wrong.push(`a heading skips a level: ${seen.levels}`);
  if (seen.mains !== 1) wrong.push(`${seen.mains} main landmarks`);
  if (framed && seen.menus !== 1) wrong.push(`${seen.menus} menus`);
  if (seen.cut.length) wrong.push(`tables that have to be scrolled sideways: ${seen.cut}`);
  if (seen.tooWide > 0) wrong.push(`${seen.tooWide} px too wide`);
  return wrong;
}
