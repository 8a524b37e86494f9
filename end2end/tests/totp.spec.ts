import { expect, test } from '@playwright/test';
import { totp } from '../totp.js';

test('codes are those of RFC 6238, appendix B', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // "12345678901234567890"
  expect([59, 1111111109, 1111111111, 1234567890, 20000000000].map(second => totp(secret, second * 1000))).toEqual(['287082', '081804', '050471', '005924', '353130']);
});
