import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test as base } from '../fixtures.js';
import { firstRun } from '../people.js';
import type { Server } from '../server.js';
import { type Keys, runSdk, SmtpSink } from '../sdk.js';
import { Assets } from '../assets.js';

/** The real SDKs from their registries, unmodified, against the release build; a real mail server gets what was rendered. */
const test = base.extend<{ sink: SmtpSink }>({
  sink: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-mail-'));
    const sink = await SmtpSink.start(folder);
    await use(sink);
    sink.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});

// The mail server of the story is on this machine, where a vendor may not call unless it is allowed to.
test.use({ serverEnv: { BELFRY_ALLOW_PRIVATE_ADDRESSES: 'true' } });

/** The text of a field that is there to be copied. */
const copied = (page: Page, label: string) => page.locator('.copy[role=textbox]').and(page.getByRole('textbox', { name: label })).first().innerText();

/** Everything that Staging needs: the sample workflow from the Sandbox, a mail vendor, keys. */
async function prepare(page: Page, server: Server, sink: SmtpSink): Promise<Keys> {
  await firstRun(page, server);
  const sandbox = new Assets(page, 'sandbox', 'Sandbox');
  await page.goto('/sandbox/workflows/welcome');
  await sandbox.planFor('Staging');
  await sandbox.apply('Staging');

  await page.goto('/staging/vendors/new');
  await page.getByLabel('Name', { exact: true }).fill('Mail server');
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Port', { exact: true }).fill(String(sink.port));
  await page.getByLabel('Security').selectOption('none');
  await page.getByLabel("Sender's address").fill('hello@acme.test');
  await page.getByRole('main').locator('form').getByRole('button').first().click();
  await expect(page).toHaveURL(/\/staging\/vendors\/vnd_/);

  await page.goto('/staging/settings');
  const uid = await copied(page, 'Workspace id');
  await page.goto('/staging/keys?show=workspace');
  const key = await copied(page, 'Workspace key');
  await page.getByRole('button', { name: 'Show the workspace secret' }).click();
  const secret = await copied(page, 'Workspace secret');
  await page.goto('/staging/keys');
  await page.getByRole('button', { name: 'Generate API key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('SDK story');
  await dialog.getByRole('button', { name: /^Generate/ }).click();
  const apiKey = await copied(page, 'API key');
  return { url: server.url, key, secret, uid, apiKey };
}

test('the Node and the Python SDK create users and trigger, and the mail arrives', async ({ page, server, sink }) => {
  test.setTimeout(120_000);
  const keys = await prepare(page, server, sink);
  for (const which of ['node', 'python'] as const) {
    const summary = await runSdk(which, keys);
    expect(summary.checks.filter(check => !check.ok), `${summary.sdk} ${summary.version}`).toEqual([]);
    expect(summary.passed).toBeGreaterThan(10);
  }
  await expect.poll(() => sink.mails().length, { timeout: 20_000 }).toBeGreaterThan(4);
  const mail = sink.mails()[0]!;
  expect(mail.from).toContain('hello@acme.test');
  expect(mail.html).toContain('<');
  expect(mail.raw).not.toContain('{{');

  await page.goto('/staging/messages');
  await expect(page.getByRole('row').filter({ hasText: 'E-mail' }).first()).toBeVisible();
});
