import axeCore, { type AxeResults, type RunOptions } from 'axe-core';
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { Server } from './server.js';

type Fixtures = {
  /** More environment for the server: `test.use({ serverEnv: { … } })`. */
  serverEnv: Record<string, string>;
  /** Console errors that a story means to cause, such as the browser's own line about a 404 that it visits. */
  allowedErrors: RegExp[];
  /** A server with an empty database; every test has its own. */
  server: Server;
  /** Fails the test when a page logs an error, throws, or asks anyone but our server for anything. Always on. */
  quiet: void;
  /** Fails the test when the page, as it is now, has an accessibility fault. */
  axe: (page?: Page) => Promise<void>;
};

export const test = base.extend<Fixtures>({
  serverEnv: [{}, { option: true }],
  allowedErrors: [[], { option: true }],

  server: async ({ serverEnv }, use, testInfo) => {
    const server = await Server.start(serverEnv);
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('server.log', { body: server.log });
    await server.remove();
  },

  baseURL: async ({ server }, use) => use(server.url),

  quiet: [
    async ({ context, server, allowedErrors }, use) => {
      const noises = listen(context, server.url);
      await use();
      expect(noises.filter(noise => !allowedErrors.some(allowed => allowed.test(noise))), 'the pages are quiet').toEqual([]);
    },
    { auto: true },
  ],

  axe: async ({ page: own }, use) => {
    await use(async (page = own) => {
      await settled(page);
      expect(await faults(page), `accessibility of ${page.url()}`).toEqual([]);
    });
  },
});

/** What axe has to say about the page as it is now: one line for each element that is at fault reads better than its whole report. */
export async function faults(page: Page, what: 'everything' | 'contrast' = 'everything'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source);
  // Frames are left out: those of the previews run no script, not even this one.
  const options: RunOptions = {
    iframes: false,
    resultTypes: ['violations'],
    runOnly: what === 'contrast' ? { type: 'rule', values: ['color-contrast'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  };
  const { violations } = await page.evaluate(options => (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options), options);
  return violations.flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.target.join(' ')} (${fault.help})`));
}

/** What a script has just been told to do may still load a page, and what opens may still be half transparent. */
async function settled(page: Page) {
  await expect(async () => {
    await page.waitForLoadState('networkidle');
    await still(page);
  }).toPass({ timeout: 10_000 });
}

/** Nothing on the page moves or changes its colour any more. */
async function still(page: Page) {
  await page.evaluate(async () => {
    // What begins to move does so in the next frame.
    await new Promise(requestAnimationFrame);
    // Not the toast's: it stays for seconds, as it should.
    const brief = document.getAnimations().filter(animation => Number(animation.effect?.getComputedTiming().endTime) < 1000);
    await Promise.all(brief.map(animation => animation.finished.catch(() => {})));
  });
}

/** The device has this theme from now on, and the page wears it: a browser takes a moment to tell it. */
export async function inTheme(page: Page, theme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme: theme });
  await wears(page, theme);
}

/** The page wears this theme. */
export async function wears(page: Page, theme: 'light' | 'dark') {
  const red = () => page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)));
  await expect.poll(async () => ((await red()) < 128 ? 'dark' : 'light')).toBe(theme);
  await still(page);
}

function listen(context: BrowserContext, ours: string): string[] {
  const noises: string[] = [];
  context.on('console', message => {
    if (message.type() === 'error') noises.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', thrown => {
    // The browser gave up fading from one page to the next, because the next one came late: nothing of ours threw.
    if (!/^Transition was (aborted|skipped)/.test(thrown.error().message)) noises.push(`thrown: ${thrown.error().message}`);
  });
  context.on('request', request => {
    const url = request.url();
    if (!url.startsWith(`${ours}/`) && !/^(data|blob|about):/.test(url)) noises.push(`request to a stranger: ${url}`);
  });
  return noises;
}

export { expect };
export { totp } from './totp.js';
export type { Server };
