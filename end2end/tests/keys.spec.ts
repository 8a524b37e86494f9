import { createRequire } from 'node:module';
import { expect, test } from '../signed_in.js';

const { Suprsend, WorkflowTriggerRequest } = createRequire(import.meta.url)('@suprsend/node-sdk');

test('a secret is rotated while a client keeps sending, and the next call is tried from the page', async ({ page, server, axe }) => {
  test.setTimeout(90_000);
  await page.goto('/sandbox/keys?show=workspace');
  await axe();
  const key = await page.getByRole('textbox', { name: 'Workspace key' }).first().innerText();
  await page.getByRole('button', { name: 'Show the workspace secret' }).click();
  const secret = page.getByRole('textbox', { name: 'Workspace secret' });
  const old = await secret.innerText();

  const client = new Suprsend(key, old, { base_url: server.url });
  const trigger = new WorkflowTriggerRequest({
    workflow: 'welcome',
    recipients: [{ distinct_id: 'ann', $email: ['ann@example.com'] }],
    data: {},
  });
  const answers: number[] = [];
  let going = true;
  const sending = (async () => {
    while (going) answers.push((await client.workflows.trigger(trigger)).status_code);
  })();

  await page.getByRole('button', { name: 'Rotate' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('In 24 hours')).toBeChecked();
  await axe();
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByText('Rotated the secret of Default.')).toBeVisible();
  await expect(page.getByText('the old secret works until').first()).toBeVisible();
  expect(await secret.innerText()).not.toBe(old);
  const before = answers.length;
  await expect.poll(() => answers.length).toBeGreaterThan(before + 3);
  going = false;
  await sending;
  expect(answers.filter(status => status !== 202)).toEqual([]);
  await page.goto('/sandbox/keys?show=workspace');
  await expect(page.getByText('The old secret was last used')).toBeVisible();
  await axe();

  await page.goto('/sandbox/keys');
  await page.getByRole('button', { name: 'Send in Sandbox' }).click();
  await expect(page.getByText('202 Accepted')).toBeVisible();
  await axe();
  await page.getByRole('link', { name: 'See it in the logs' }).click();
  await expect(page).toHaveURL(/\/sandbox\/requests\/req_/);
});

test('public keys, signing keys and the inbox secret', async ({ page, axe }) => {
  await page.goto('/staging/keys?show=public');
  await axe();
  await page.getByRole('button', { name: 'Generate public key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Web app');
  await dialog.getByLabel('Domains').fill('app.acme.test/path');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(dialog.getByText('is no domain').first()).toBeVisible();
  await dialog.getByLabel('Domains').fill('app.acme.test');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByRole('heading', { name: 'Web app', exact: true })).toBeVisible();

  await page.goto('/staging/keys?show=signing');
  await axe();
  await page.getByRole('button', { name: 'Generate signing key' }).click();
  await expect(page.getByText('BEGIN PRIVATE KEY').first()).toBeVisible();
  await axe();
  await page.getByLabel('User token').fill('a.b.c');
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText('base64url').first()).toBeVisible();

  await page.goto('/staging/keys?show=inbox');
  await page.getByRole('button', { name: 'Show the inbox secret' }).click();
  await expect(page.getByRole('textbox', { name: 'Inbox secret' })).toBeVisible();
  await axe();
});
