import { readFile } from 'node:fs/promises';
import { type Download, type Page } from '@playwright/test';
import { expect, test } from '../signed_in.js';

const text = async (file: Download) => readFile(await file.path(), 'utf8');

/** Asks for a file of what the list shows, and fetches it. */
async function take(page: Page, format: string) {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: format }).click();
  await expect(page).toHaveURL(/\/account\/audit\/exports$/);
  const row = page.getByRole('table', { name: 'Exports' }).getByRole('row').nth(1);
  await expect(row).toContainText('Ready');
  const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: 'Download' }).click()]);
  return text(file);
}

test('the audit log is filtered, opened, and taken away as CSV and as JSON Lines', async ({ page, axe }) => {
  for (const name of ['Night shift', '=Formula']) {
    await page.goto('/workspaces/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await expect(page).not.toHaveURL(/\/workspaces\/new/);
  }

  await page.goto('/account/audit');
  await axe();
  await page.getByRole('button', { name: 'Any action' }).click();
  const list = page.locator('#actions');
  await list.getByLabel('Created the workspace', { exact: true }).check();
  await list.getByLabel('Changed the settings', { exact: true }).check();
  await list.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/action=workspace.created&action=workspace.updated/);
  await expect(page.getByRole('button', { name: '2 chosen' })).toBeVisible();
  await page.getByLabel('When').selectOption('Last 24 hours');
  await page.getByRole('search').getByRole('button', { name: 'Filter' }).last().click();
  await expect(page).toHaveURL(/range=24h/);
  const entries = page.getByRole('table', { name: 'Audit log' });
  await expect(entries.getByRole('row').filter({ hasText: 'signed in' })).toHaveCount(0);

  await entries.getByRole('link', { name: 'created the workspace Night shift' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('created the workspace Night shift');
  await axe();
  await page.getByRole('link', { name: 'All entries about it' }).click();
  await expect(page.getByText('Only what was done to')).toContainText('Night shift');
  await page.goBack();
  await page.goBack();

  const csv = await take(page, 'As CSV');
  const lines = csv.trim().split('\r\n');
  expect(lines[0]).toBe('id,time,actor_kind,actor_id,actor_name,action,target_kind,target_id,target_name,workspace,detail,address,user_agent');
  expect(csv).toContain(',Night shift,');
  expect(csv).toContain(",'=Formula,");
  expect(lines.slice(1).every((line) => line.includes('workspace.created'))).toBe(true);
  await axe();

  await page.getByRole('link', { name: 'Show the list' }).first().click();
  await expect(page).toHaveURL(/range=24h/);
  const json = (await take(page, 'As JSON Lines')).trim().split('\n').map((line) => JSON.parse(line));
  expect(json.map((entry) => entry.target.name)).toEqual(expect.arrayContaining(['Night shift', '=Formula', 'Sandbox']));
  expect(json[0].actor.kind).toBe('person');
});

test('the settings of the audit log verify its end, and say how long it is kept', async ({ page, axe }) => {
  await page.goto('/account/audit');
  await page.getByRole('link', { name: 'Settings' }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit log settings');
  await expect(page.getByText(/The last \d+ entries are what they were/)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Public key' })).toHaveText(/^[0-9a-f]{64}$/);
  await axe();
  await page.getByLabel('For how long').selectOption('1 year');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await expect(page.getByLabel('For how long')).toHaveValue('365');
  await page.goto('/account/audit');
  await page.getByRole('link', { name: 'changed how long the audit log' }).first().click();
  await expect(page.getByText('For ever')).toBeVisible();
  await expect(page.getByText('1 year')).toBeVisible();
});
