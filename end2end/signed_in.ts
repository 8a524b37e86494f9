import { type BrowserContext, expect, type Page } from '@playwright/test';
import { test as base } from './fixtures.js';
import { type Account, firstRun } from './people.js';
import { Server } from './server.js';

/** A server after its first run, with the owner's session: shared by the stories of a file, because setting it up takes seconds. */
type House = { server: Server; account: Account; session: Awaited<ReturnType<BrowserContext['storageState']>> };

/** Stories that begin signed in as Olga. They share their server, so each makes things of its own. */
export const test = base.extend<{ account: Account }, { house: House }>({
  house: [
    async ({ browser }, use) => {
      const server = await Server.start();
      const context = await browser.newContext({ baseURL: server.url });
      const account = await firstRun(await context.newPage(), server);
      const session = await context.storageState();
      await context.close();
      await use({ server, account, session });
      await server.remove();
    },
    { scope: 'worker' },
  ],
  server: async ({ house }, use) => use(house.server),
  account: async ({ house }, use) => use(house.account),
  storageState: async ({ house }, use) => use(house.session),
});

/** The page's script runs: keys and forms are in its hands from now on. */
export const alive = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-alive', '');

export { expect };
