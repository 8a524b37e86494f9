import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.js';
import { firstRun } from '../people.js';

// The region's database is a file in a folder of its own, which can be taken away.
const REGIONS = { BELFRY_REGIONS: 'home,eu=sqlite:DATA/eu.db' };
// The browser's own line about the page that says that the region is away.
test.use({ serverEnv: REGIONS, allowedErrors: [/503|409/] });

test('two workspaces in a second data region: made, used, deleted, restored, and away for a while', async ({ page, server, axe }) => {
  test.slow();
  await firstRun(page, server);
  for (const [name, kind] of [['EU Staging', 'Standard'], ['EU Production', 'Production']]) {
    await page.goto('/workspaces/new');
    await page.getByLabel('Name', { exact: true }).fill(name!);
    await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
    await page.getByLabel('Data region').selectOption('eu');
    await axe();
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await expect(page.getByText(`Created ${name}.`)).toBeVisible();
  }
  await page.goto('/eu-staging/users/new');
  await page.getByLabel('ID', { exact: true }).fill('ann');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page).toHaveURL(/\/eu-staging\/users\/ann/);
  await page.goto('/account/settings');
  await expect(page.getByRole('row', { name: /^eu SQLite EU Staging, EU Production Answers/ })).toBeVisible();
  await axe();

  await page.goto('/eu-staging/settings');
  await page.getByRole('button', { name: 'Delete the workspace' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('eu-staging');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete EU Staging' }).click();
  await expect(page).toHaveURL(/\/account\/workspaces/);
  await expect(page.getByRole('row', { name: /EU Staging.*7 days|EU Staging.*6 days/ })).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('Restored EU Staging with everything in it.')).toBeVisible();
  await page.goto('/eu-staging/users/ann');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('ann');

  await server.stop();
  const [here, away] = [join(server.data, 'eu.db'), join(server.data, 'eu.away')];
  renameSync(here, away);
  // Where the file was is a folder, which no database opens.
  mkdirSync(here);
  await server.start();
  await page.goto('/eu-staging/users');
  await expect(page.getByText('The data region does not answer')).toBeVisible();
  await axe();
  await page.goto('/staging/users');
  await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible();
  await page.goto('/account/audit');
  await expect(page.getByText('Entries of a data region are missing')).toBeVisible();
  await axe();
  renameSync(here, join(server.data, 'nothing'));
  renameSync(away, here);
  // It is looked for every five seconds.
  await expect(async () => {
    await page.goto('/eu-staging/users/ann');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('ann', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.goto('/account/audit');
  await expect(page.getByText('Entries of a data region are missing')).toBeHidden();
});
