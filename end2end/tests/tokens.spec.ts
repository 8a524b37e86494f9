import { expect, test } from '../signed_in.js';

test('a service token: generated for one workspace, used, revoked', async ({ page, server, axe, request }) => {
  await page.goto('/account/tokens');
  await axe();
  await page.getByRole('link', { name: 'Generate token' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Generate a service token' })).toBeVisible();
  await axe();
  await page.getByLabel('Name', { exact: true }).fill('Release pipeline');
  await page.getByLabel('Staging', { exact: true }).check();
  await page.getByLabel('30 days').check();
  await page.getByLabel('Addresses').fill('everywhere');
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByText('“everywhere” is no address').first()).toBeVisible();
  await expect(page.getByLabel('Staging', { exact: true })).toBeChecked();
  await page.getByLabel('Addresses').fill('127.0.0.0/8');
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByText('Your new service token')).toBeVisible();
  await axe();
  const token = await page.getByText(/^SS\.SVT\./).first().innerText();
  const list = () => request.get(`${server.url}/v1/workspace/?limit=50&offset=0`, { headers: { authorization: `ServiceToken ${token}` } });
  const listed = await (await list()).json();
  expect(listed.results.map((one: { slug: string }) => one.slug)).toEqual(['staging']);

  await page.goto('/account/tokens');
  const row = page.getByRole('row').filter({ hasText: 'Release pipeline' });
  await expect(row).toContainText('Staging');
  await expect(row).toContainText('127.0.0.1');
  await expect(page.getByText(token)).toHaveCount(0);
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked the token Release pipeline.')).toBeVisible();
  expect((await list()).status()).toBe(401);
  await axe();
});
