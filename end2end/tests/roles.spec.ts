import { expect, test } from '../fixtures.js';
import { firstRun, joined, max } from '../people.js';

test('a role of one’s own: Support sees users and logs in Production, and nobody’s personal data', async ({ page, server, browser, axe }) => {
  test.setTimeout(90_000);
  await firstRun(page, server);
  await page.goto('/production/users/new');
  await page.getByLabel('ID', { exact: true }).fill('ann');
  await page.getByLabel('E-mail addresses').fill('ann@example.com');
  await page.getByRole('button', { name: /^Add/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ann' })).toBeVisible();

  await page.goto('/account/roles');
  await axe();
  await page.getByRole('link', { name: 'New role' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Support');
  await page.getByLabel('Description').fill('Answers people, without their personal data.');
  await page.getByRole('checkbox', { name: 'See users in Production', exact: true }).check();
  await page.getByRole('checkbox', { name: 'See logs in Production', exact: true }).check();
  await axe();
  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(page.getByText('Created the role Support.')).toBeVisible();
  await page.getByRole('link', { name: 'Support', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'See users in Production', exact: true })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'See the workspace in Production', exact: true }), 'comes with it').toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'See personal data in Production', exact: true })).not.toBeChecked();
  await axe();

  const his = await browser.newContext({ baseURL: server.url });
  const other = await his.newPage();
  await joined(page, other, max, 'Support');
  await expect(other).toHaveURL(/\/production$/);
  const main = other.getByRole('main');
  await axe(other);
  await other.goto('/production/users');
  await expect(main.getByRole('row', { name: /^ann / })).toContainText('a•••@e•••.com');
  await expect(other.getByRole('link', { name: 'Workflows' })).toHaveCount(0);
  await other.goto('/production/messages');
  await expect(other.getByRole('heading', { level: 1, name: 'Messages' })).toBeVisible();
  expect((await other.goto('/staging'))?.status(), 'the other workspaces are not there').toBe(404);
  expect((await other.goto('/account/team'))?.status()).toBe(403);
  await axe(other);

  // Everywhere is ticked for all: from the next click on he is let in elsewhere too.
  await page.goto('/account/roles');
  await page.getByRole('link', { name: 'Support', exact: true }).click();
  await expect(page.getByText(`${max.name}.`)).toBeVisible();
  await page.getByRole('checkbox', { name: 'See users everywhere' }).check();
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect(page.getByText(/^Saved the role Support: /)).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'See users everywhere' })).toBeChecked();
  expect((await other.goto('/staging/users'))?.status()).toBe(200);

  await page.goto('/account/roles/who?permission=user.view&workspace=staging');
  await expect(page.getByRole('row', { name: new RegExp(max.name) })).toContainText('Support');
  await axe();
  await page.getByRole('link', { name: max.name }).click();
  await expect(page.getByText(`${max.name} has the role Support.`)).toBeVisible();
  await expect(page.getByRole('row', { name: /^See users/ }).getByText('Yes')).toHaveCount(3);
  await axe();
  await his.close();
});
