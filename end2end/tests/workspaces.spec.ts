import { expect, test } from '../signed_in.js';

test('a new workspace: its address is told while the name is typed', async ({ page, axe }) => {
  await page.goto('/workspaces/new');
  await page.getByLabel('Name', { exact: true }).fill('API');
  await expect(page.getByText('The address /api belongs to Belfry itself.')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('EU staging');
  await expect(page.getByText('Its address will be /eu-staging, for ever.')).toBeVisible();
  await axe();
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(page).toHaveURL(/\/eu-staging$/);
  await expect(page.getByText('Created EU staging.')).toBeVisible();
  await axe();
});

test('an API key is shown once, listed, and revoked', async ({ page, axe }) => {
  await page.goto('/staging/keys');
  await axe();
  await page.getByRole('button', { name: 'Generate API key' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Orders');
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(page.getByText('Your new API key')).toBeVisible();
  await axe();
  await page.reload();
  await expect(page.getByText('Your new API key')).toBeHidden();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked the key Orders.')).toBeVisible();
  await page.goto('/account/audit');
  await expect(page.getByRole('row').nth(1)).toContainText('revoked the API key Orders');
  await axe();
  await page.getByRole('link', { name: 'revoked the API key Orders' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('revoked the API key Orders');
  await axe();
});

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a workspace gets another name', async ({ page }) => {
      await page.goto('/production/settings');
      const name = page.getByLabel('Name', { exact: true });
      // The other form of the page sets it up.
      const save = page.getByRole('button', { name: 'Save' }).first();
      await name.fill('Live');
      await save.click();
      await expect(page.getByText('Saved.')).toBeVisible();
      await expect(page.getByRole('button', { name: /^Workspace: Live/ })).toBeVisible();
      await expect(page).toHaveURL(/\/production\/settings$/);
      await name.fill('Production');
      await save.click();
      await expect(page.getByRole('button', { name: /^Workspace: Production/ })).toBeVisible();
    });
  });
