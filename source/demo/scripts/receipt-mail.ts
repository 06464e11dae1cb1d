import {type Script, say} from '../agent/script.ts';

const receiptModule = `import {findProduct} from './catalog.js';
import {formatPrice} from './format.js';

/** The receipt as plain text, one line a product. */
export function formatReceipt(order) {
	const lines = order.lines.map(line => line.quantity + ' x ' + findProduct(line.sku).title);
	return [...lines, 'Total ' + formatPrice(order.totalCents)].join('\\n');
}
`;

/** Reaches the rate limit of its account; after the reset it continues and succeeds. */
export const receiptMail: Script = {
	story: '46_receipt-mail',
	steps: () => [
		say({
			thinking: 'A receipt needs the order and the price format. Both exist.',
			text: 'I read what an order contains.',
			tools: [
				{tool: 'Read', path: 'src/checkout.js'},
				{tool: 'Read', path: 'src/format.js'},
			],
		}),
		{kind: 'limit', seconds: 25},
		say({
			thinking: 'The limit has reset. I have read the order and the format; the receipt is next.',
			text: 'The receipt is a pure function from order to text, so that it can be tested without mail.',
			tools: [
				{tool: 'Write', path: 'src/receipt.js', content: receiptModule},
				{
					tool: 'Bash',
					command: `node -e "import('./src/receipt.js').then(m => console.log(m.formatReceipt({lines: [{sku: 'mug', quantity: 2}], totalCents: 2580})))"`,
					about: 'Try the receipt',
				},
				{
					tool: 'Bash',
					command: 'git add src/receipt.js && git commit -q -m "Write receipts as plain text" && git log --oneline -1',
					about: 'Commit the receipt',
				},
			],
		}),
		say({
			text: `The receipt reads like this:

    2 x Enamel mug
    Total 25.80 EUR

Sending it needs one more call, once a mail gateway is configured.`,
		}),
	],
};
