import { expect, test } from '../fixtures.js';
import { enrolTotp, firstRun, invited, joined, max } from '../people.js';

test('the settings of the account are changed and kept', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await page.goto('/account/settings');
  await axe();
  await page.getByLabel('Account name').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Give it a name.');
  await page.getByLabel('Account name').fill('Acme & Sons');
  await page.getByLabel('Time zone').fill('Asia/Tokyo');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved the account.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Account name')).toHaveValue('Acme & Sons');
  await expect(page.getByLabel('Time zone')).toHaveValue('Asia/Tokyo');
  await page.goto('/account/profile');
  await expect(page.getByText(/It is now .* (JST|GMT\+9|\+09)/)).toBeVisible();

  await page.goto('/account/authentication');
  await axe();
  await page.getByLabel('End without use after').selectOption('4 hours');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Sessions end after 4 hours without use, or 12 hours now.')).toBeVisible();
  await page.getByLabel('End without use after').selectOption('1 day');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByRole('alert')).toContainText('This is longer than a session lasts at all, 12 hours.');
  await expect(page.getByLabel('End without use after')).toHaveValue('1440');
  await axe();
  await page.reload();
  await expect(page.getByLabel('End without use after')).toHaveValue('240');
});

test('a second factor for everybody: who is invited sets one up first, and an admin resets one that was lost', async ({ page, server, browser, axe }) => {
  test.setTimeout(90_000);
  await firstRun(page, server);
  await page.goto('/account/authentication');
  await page.getByRole('button', { name: 'Ask everybody for it' }).click();
  await axe();
  await page.getByRole('dialog').getByRole('button', { name: 'Ask everybody for it' }).click();
  await expect(page.getByText('Everybody is asked for a second factor from their next click on.')).toBeVisible();
  await expect(page.getByText('Required', { exact: true })).toBeVisible();

  const his = await browser.newContext({ baseURL: server.url });
  const other = await his.newPage();
  await other.goto(await invited(page));
  await other.getByLabel('Password', { exact: true }).fill(max.password);
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Set up a second factor');
  await expect(other.getByText('Acme asks everybody for one')).toBeVisible();
  await axe(other);
  await other.goto('/staging/workflows');
  await expect(other).toHaveURL(/\/account\/second-factor\?next=/);
  await other.getByRole('button', { name: 'Set it up' }).click();
  await expect(other.getByRole('link', { name: 'Later' })).toHaveCount(0);
  await axe(other);
  const { recoveryCodes } = await enrolTotp(other);
  expect(recoveryCodes).toHaveLength(10);
  await expect(other.getByRole('heading', { level: 1, name: 'Workflows' })).toBeVisible();
  await other.goto('/account/profile');
  await expect(other.getByText('Acme asks everybody for it.')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Switch off' })).toHaveCount(0);
  await axe(other);

  await page.goto('/account/team');
  await page.getByRole('button', { name: `What to do with ${max.name}` }).click();
  await page.getByRole('button', { name: 'Reset second factor' }).click();
  await axe();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset second factor' }).click();
  await expect(page.getByText(`Reset the second factor of ${max.name}.`)).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: max.email })).toContainText('None');
  await other.goto('/staging');
  await expect(other).toHaveURL(/sign-in/);
  await other.getByLabel('E-mail').fill(max.email);
  await other.getByLabel('Password', { exact: true }).fill(max.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Set up a second factor');
  await page.goto('/account/authentication');
  await expect(page.getByText(`${max.name} has none yet.`)).toBeVisible();
  await axe();
  await his.close();
});

test('a member reads the settings, and leaves', async ({ page, server, browser, axe }) => {
  await firstRun(page, server);
  const his = await browser.newContext({ baseURL: server.url });
  const other = await his.newPage();
  await joined(page, other);
  for (const path of ['/account/settings', '/account/authentication']) {
    await other.goto(path);
    await expect(other.getByText('An admin can change it.').first()).toBeVisible();
    await expect(other.getByRole('button', { name: /^Save/ })).toHaveCount(0);
    await axe(other);
  }
  await other.goto('/account/settings');
  await other.getByRole('button', { name: 'Leave the account' }).click();
  await axe(other);
  await other.getByRole('dialog').getByRole('button', { name: 'Leave the account' }).click();
  await expect(other.getByText('You left Acme.')).toBeVisible();
  await expect(other).toHaveURL(/sign-in/);
  await his.close();
});
