import { expect, test } from '../fixtures.js';
import { enterCode, enrolTotp, firstRun, max, olga, signIn } from '../people.js';

test('first run: from the code on the console to the Sandbox', async ({ page, server, axe }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await axe();
  await page.getByLabel('Set-up code').fill('WRNG-CODE');
  await page.getByLabel('Name', { exact: true }).fill(olga.name);
  await page.getByLabel('E-mail').fill(olga.email);
  await page.getByLabel('Account name').fill('Acme');
  await page.getByLabel('Password', { exact: true }).fill(olga.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toContainText('This is not the code.');
  await expect(page.getByLabel('Account name')).toHaveValue('Acme');

  await page.getByLabel('Set-up code').fill(server.setupCode);
  await page.getByLabel('Password', { exact: true }).fill(olga.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up your second factor');
  await axe();
  const { recoveryCodes } = await enrolTotp(page);
  expect(recoveryCodes).toHaveLength(10);
  await expect(page).toHaveURL(/\/sandbox$/);
});

test('signing in with password and code, and with a recovery code', async ({ page, server, axe }) => {
  const account = await firstRun(page, server);
  await page.context().clearCookies();
  await page.goto('/staging');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await axe();
  await signIn(page, account);

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(account.recoveryCodes[0]!);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto('/account/profile');
  await expect(page.getByText('9 of 10 recovery codes are left')).toBeVisible();
  await axe();
});

test('the sign-in page sends no script', async ({ page, server, browser }) => {
  await firstRun(page, server);
  // A browser that was never here: what an earlier page still loads does not count.
  const stranger = await browser.newPage({ baseURL: server.url });
  const kinds: string[] = [];
  stranger.on('request', request => kinds.push(request.resourceType()));
  await stranger.goto('/sign-in', { waitUntil: 'networkidle' });
  await stranger.close();
  expect(kinds.filter(kind => ['script', 'fetch', 'xhr'].includes(kind))).toEqual([]);
});

test('an invitation by link: Max joins, sees the team, and is deactivated', async ({ page, server, browser, axe }) => {
  await firstRun(page, server);
  await page.goto('/account/team');
  await page.getByRole('button', { name: 'Invite member' }).click();
  await page.getByLabel('E-mail', { exact: true }).fill(max.email);
  await page.getByLabel('Name', { exact: true }).fill(max.name);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = page.getByText('/invite/');
  await expect(link).toBeVisible();
  await axe();

  const his = await browser.newContext();
  const other = await his.newPage();
  await other.goto(await link.innerText());
  await other.getByLabel('Password', { exact: true }).fill(max.password);
  await other.getByRole('button', { name: 'Join' }).click();
  await other.getByRole('link', { name: 'Later' }).click();
  await other.goto(`${server.url}/account/team`);
  await expect(other.getByText(olga.email)).toBeVisible();
  await expect(other.getByRole('button', { name: 'Invite member' })).toHaveCount(0);

  await page.goto('/account/team');
  await page.getByRole('button', { name: `What to do with ${max.name}` }).click();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByRole('button', { name: `Deactivate ${max.name}` }).click();
  await expect(page.getByText(`Deactivated ${max.name}.`)).toBeVisible();
  await other.goto(`${server.url}/account/team`);
  await expect(other).toHaveURL(/sign-in/);
  await his.close();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the first run and a sign-in work with plain forms', async ({ page, server }) => {
    const account = await firstRun(page, server);
    await expect(page).toHaveURL(/\/sandbox$/);
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is not right.');
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await enterCode(page, account.totpSecret);
    await expect(page).not.toHaveURL(/sign-in/);
  });
});
