import { Assets } from '../assets.js';
import { expect, test } from '../signed_in.js';

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });
    const ending = javaScriptEnabled ? 'script' : 'plain';

    test('a template and its workflow are made in Staging, cloned to Production, undone, and cloned again', async ({ page, axe }) => {
      const check = javaScriptEnabled ? axe : async () => {};
      const staging = new Assets(page, 'staging', 'Staging');
      await staging.createTemplate(`Receipt ${ending}`, 'Your order {{order}}', '<p>Thank you, {{name}}.</p>');
      await check();
      await staging.commit('First words');
      await staging.createWorkflow(`Order paid ${ending}`, `Receipt ${ending}`);
      await check();
      await staging.commit('A first step');
      await check();

      await staging.testRun({ name: 'Ann', order: '4711' });
      await expect(page.getByRole('main')).toContainText('4711');
      await check();
      const messages = page.getByRole('table', { name: 'Messages' });
      // The script looks again by itself; without it a person does.
      if (!javaScriptEnabled) await expect(() => page.reload().then(() => expect(messages).toBeVisible({ timeout: 100 }))).toPass({ timeout: 10_000 });
      await expect(messages).toContainText('No e-mail vendor is set up in Staging.');
      await check();
      await page.goto(`/staging/workflows/order-paid-${ending}`);

      await staging.planFor('Production');
      await check();
      const plan = page.getByRole('main');
      await expect(plan).toContainText(`Receipt ${ending}`);
      await expect(plan).toContainText(`needed by workflow order-paid-${ending}`.replace('needed by ', ''));
      await staging.apply('Production');
      await check();
      await page.goto(`/production/workflows/order-paid-${ending}`);
      await expect(page.getByText('Live: version 1')).toBeVisible();

      await page.goBack();
      await staging.undo('Production');
      await page.goto(`/production/workflows/order-paid-${ending}`);
      await expect(page.getByText('Live: version 1')).toHaveCount(0);

      await page.goto(`/staging/workflows/order-paid-${ending}`);
      await staging.planFor('Production');
      await staging.apply('Production');
      await page.goto(`/production/workflows/order-paid-${ending}`);
      await expect(page.getByText(/^Live: version/)).toBeVisible();
    });
  });
