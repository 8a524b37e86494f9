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
      await page.evaluate(axeCore.source);
      // Frames are left out: those of the previews run no script, not even this one.
      const options: RunOptions = { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
      const { violations } = await page.evaluate(options => (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options), options);
      // One line for each element that is at fault reads better than axe's whole report.
      const faults = violations.flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.target.join(' ')} (${fault.help})`));
      expect(faults, `accessibility of ${page.url()}`).toEqual([]);
    });
  },
});

/** What a script has just been told to do may still load a page, and what opens may still be half transparent. */
async function settled(page: Page) {
  await expect(async () => {
    await page.waitForLoadState('networkidle');
    // Not the toast's: it stays for seconds, as it should.
    await page.evaluate(() => {
      const brief = document.getAnimations().filter(animation => Number(animation.effect?.getComputedTiming().endTime) < 1000);
      return Promise.all(brief.map(animation => animation.finished.catch(() => {})));
    });
  }).toPass({ timeout: 10_000 });
}

function listen(context: BrowserContext, ours: string): string[] {
  const noises: string[] = [];
  context.on('console', message => {
    if (message.type() === 'error') noises.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', thrown => noises.push(`thrown: ${thrown.error().message}`));
  context.on('request', request => {
    const url = request.url();
    if (!url.startsWith(`${ours}/`) && !/^(data|blob|about):/.test(url)) noises.push(`request to a stranger: ${url}`);
  });
  return noises;
}

export { expect };
export { totp } from './totp.js';
export type { Server };
