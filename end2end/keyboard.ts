import { expect, type Locator, type Page } from '@playwright/test';

/** Somebody without a mouse: goes from place to place with Tab, as far as it takes. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  async to(place: Locator) {
    await expect(place).toBeVisible();
    for (let steps = 0; steps < 150; steps++) {
      if (await place.evaluate(element => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab never comes to ${place}`);
  }

  async press(place: Locator, key = 'Enter') {
    await this.to(place);
    await this.page.keyboard.press(key);
  }

  async type(place: Locator, text: string) {
    await this.to(place);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }
}
