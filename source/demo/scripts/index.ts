import type {Script} from '../agent/script.ts';
import {anyStory} from './any-story.ts';
import {cartTotals} from './cart-totals.ts';
import {checkoutCoupons} from './checkout-coupons.ts';
import {flakyStockTest} from './flaky-stock-test.ts';
import {receiptMail} from './receipt-mail.ts';
import {releaseNotes} from './release-notes.ts';
import {searchRanking} from './search-ranking.ts';

const scripts: readonly Script[] = [
	cartTotals,
	checkoutCoupons,
	releaseNotes,
	flakyStockTest,
	searchRanking,
	receiptMail,
];

/** The script of the first story id in `text`, which is a prompt or an id; for other stories `anyStory`. */
export function chooseScript(text: string): Script {
	const named = scripts
		.filter(script => text.includes(script.story))
		.sort((a, b) => text.indexOf(a.story) - text.indexOf(b.story));
	return named[0] ?? anyStory;
}
