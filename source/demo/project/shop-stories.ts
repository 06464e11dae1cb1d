/** The demo's story files: name to content. */
export const shopStories: Readonly<Record<string, string>> = {
	'41_cart-totals.md': `---
title: Cart totals round once
priority: 1
---

With a discount of 15 % the cart and the receipt differ by a cent.

- Round the sum, not every line.
- A test shows the case that was wrong.
`,
	'42_checkout-coupons.md': `---
title: Checkout accepts coupons
after: [41_cart-totals]
---

A shopper enters a coupon code at checkout and sees the new total before paying.

- An expired or unknown code says so and changes nothing.
- The order names the coupon.
`,
	'43_release-notes.md': `---
title: Release notes for 1.5
---

Write the notes for 1.5.0 and push them to the branch release/1.5.0.
`,
	'44_flaky-stock-test.md': `---
title: Find the flaky stock test
---

The stock test fails about once in forty runs on the build box. Find out why.
`,
	'45_search-ranking.md': `---
title: Search ranks titles over tags
agent: senior
priority: 2
---

Searching for "paper" finds nothing, although two products carry the tag.

- Search titles and tags, titles first.
- Rebuild the index and compare the results before and after.
`,
	'46_receipt-mail.md': `---
title: Mail a receipt after payment
agent: night
---

After payment the shopper gets a receipt as plain text: lines, discount, total.
`,
};
