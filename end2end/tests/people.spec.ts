import { mkdirSync } from 'node:fs';
import { Assets } from '../assets.js';
import { expect, test } from '../fixtures.js';
import { SmtpSink } from '../sdk.js';
import { enterCode, enrolTotp, firstRun, joined, max, olga, signIn } from '../people.js';

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

test('the first notification: one click sends it, the next one opens it as it was rendered', async ({ page, server, axe }) => {
  await firstRun(page, server);
  await axe();
  await page.getByRole('button', { name: 'Send your first notification' }).click();
  const row = page.getByRole('table', { name: 'Messages' }).getByRole('row').filter({ hasText: 'E-mail' });
  await expect(row).toContainText('Captured');
  await axe();
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Acme, Ada');
  const frame = page.locator('iframe[title="The e-mail"]');
  await expect(frame).toHaveAttribute('sandbox', '');
  await expect(frame.contentFrame().getByRole('heading').first()).toBeVisible();
  await expect(frame.contentFrame().locator('body')).toContainText('Ada');
  await axe();
  await page.getByRole('link', { name: 'See its steps' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Triggered' })).toBeVisible();
  await expect(page.getByText(/^Made: e-mail/)).toBeVisible();
  await axe();
  await page.goto('/sandbox');
  await expect(page.getByRole('button', { name: 'Send your first notification' })).toHaveCount(0);
  await axe();
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

test.describe('with a mail server', () => {
  let sink: SmtpSink;
  test.use({
    serverEnv: async ({}, use, testInfo) => {
      mkdirSync(testInfo.outputDir, { recursive: true });
      sink = await SmtpSink.start(testInfo.outputDir);
      await use({ BELFRY_SMTP_URL: `smtp://127.0.0.1:${sink.port}`, BELFRY_MAIL_FROM: 'Belfry <belfry@example.com>' });
      sink.stop();
    },
  });

  test('a code by e-mail, and the second factor after it', async ({ page, server, axe }) => {
    const account = await firstRun(page, server);
    await page.context().clearCookies();
    await page.goto('/staging');
    await axe();
    await page.getByRole('link', { name: 'E-mail me a code' }).click();
    await axe();
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByRole('button', { name: 'Send the code' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail');
    await axe();
    await expect.poll(() => sink.mails().length).toBe(1);
    const [mail] = sink.mails();
    expect(mail!.to).toEqual([account.email]);
    const code = /^\d{6}$/m.exec(mail!.text!)![0];
    expect(mail!.html).toContain(code);

    await page.getByLabel('Code').fill(String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('This is not the code of the newest letter.');
    await axe();
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/second-factor/);
    await enterCode(page, account.totpSecret);
    await expect(page).toHaveURL(/\/staging$/);
  });
});

test.describe('with passkeys', () => {
  // Browsers tie them to a name, so not to 127.0.0.1.
  test.use({ serverEnv: { BELFRY_BASE_URL: 'http://localhost:PORT' } });

  test('a passkey is added, signs in, confirms, and opens nothing once it was removed', async ({ page, server, axe }) => {
    const account = await firstRun(page, server);
    const device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    });

    await page.goto('/account/profile');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
    await dialog.getByLabel('Name').fill('Laptop');
    await axe();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByText('Added the passkey Laptop.')).toBeVisible();
    const row = page.getByRole('table', { name: 'Your passkeys' }).getByRole('row').filter({ hasText: 'Laptop' });
    await expect(row).toContainText('Never');
    await axe();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('This device has a passkey of yours for Belfry already.');

    await page.context().clearCookies();
    await page.goto('/staging');
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await axe();
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(page).toHaveURL(/\/staging$/);

    await page.goto('/confirm?next=/account/profile&with=passkey');
    await axe();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveURL(/\/account\/profile$/);
    await expect(row).not.toContainText('Never');

    await page.context().clearCookies();
    await page.goto('/sign-in/passkey');
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was shown');
    await axe();
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(page).not.toHaveURL(/sign-in/);

    await page.goto('/account/profile');
    await row.getByRole('button', { name: 'Remove Laptop' }).click();
    await page.getByRole('dialog', { name: 'Remove Laptop' }).getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(page.getByText('Removed the passkey Laptop.')).toBeVisible();
    await page.context().clearCookies();
    await page.goto('/sign-in/passkey');
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('This passkey opens nothing here.');
    await signIn(page, account);
  });
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
  const his = await browser.newContext();
  const other = await his.newPage();
  await joined(page, other);
  await axe();
  await axe(other);
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

test('a member sees people masked in Production and whole in Staging', async ({ page, server, browser, axe }) => {
  test.setTimeout(90_000);
  await firstRun(page, server);
  for (const workspace of ['production', 'staging']) {
    await page.goto(`/${workspace}/users/new`);
    await page.getByLabel('ID', { exact: true }).fill('ann');
    await page.getByLabel('E-mail addresses').fill('ann@example.com');
    await page.getByLabel('Properties').fill('{"city": "Ghent"}');
    await page.getByRole('button', { name: /^Add/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('ann');
    // Something for the logs: there is no e-mail vendor, so the e-mail fails.
    const name = workspace === 'staging' ? 'Staging' : 'Production';
    await page.goto('/sandbox/workflows/welcome');
    const assets = new Assets(page, 'sandbox', 'Sandbox');
    await assets.planFor(name);
    await assets.apply(name);
    await page.goto(`/${workspace}/workflows/welcome`);
    await assets.testRun({ name: 'Ann' });
    await expect(page.getByRole('table', { name: 'Messages' })).toContainText(olga.email);
  }

  const his = await browser.newContext({ baseURL: server.url });
  const max = await his.newPage();
  await joined(page, max);
  const main = max.getByRole('main');

  await max.goto('/production/users');
  await expect(main.getByRole('row', { name: /^ann / })).toContainText('a•••@e•••.com');
  await expect(main).not.toContainText('ann@example.com');
  await expect(max.getByRole('link', { name: 'Add a user' })).toHaveCount(0);
  await axe(max);
  await main.getByRole('link', { name: 'ann', exact: true }).click();
  await expect(main).toContainText('your role does not show personal data in this workspace');
  await expect(main).not.toContainText('ann@example.com');
  await expect(main).not.toContainText('Ghent');
  await expect(max.getByRole('link', { name: 'Edit' })).toHaveCount(0);
  await expect(max.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await axe(max);
  expect((await max.goto('/production/users/ann/edit'))?.status()).toBe(403);
  await max.goto('/production/messages');
  await expect(main.getByRole('row').filter({ hasText: 'E-mail' })).toContainText('o•••@e•••.com');
  await expect(main).not.toContainText(olga.email);
  await expect(main.getByRole('row').getByRole('link'), 'no way to what is closed').toHaveCount(0);
  await axe(max);
  const details = await page.request.get('/production/messages').then(reply => reply.text()).then(html => /\/production\/messages\/msg_\w+/.exec(html)![0]);
  expect((await max.goto(details))?.status()).toBe(403);
  await expect(main).toContainText('members see neither people’s data nor the details of logs');
  await axe(max);

  await max.goto('/staging/users/ann');
  await expect(main).toContainText('ann@example.com');
  await expect(main).toContainText('Ghent');
  await expect(max.getByRole('link', { name: 'Edit' })).toBeVisible();
  await axe(max);
  await max.goto('/staging/messages');
  await main.getByRole('row').filter({ hasText: 'E-mail' }).getByRole('link').click();
  await expect(main).toContainText(olga.email);
  await axe(max);
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
