import {type Script, say} from '../agent/script.ts';

const newTest = `
test('a discount is rounded once, on the sum', () => {
	const cart = {...addLine(addLine(createCart(), 'mug', 1), 'mug', 1), discount: 0.15};
	assert.equal(total(cart), 2193);
});
`;

/** Succeeds: reads the code, fixes the bug, adds a test and commits. The API fails twice on the way. */
export const cartTotals: Script = {
	story: '41_cart-totals',
	steps: () => [
		say({
			thinking:
				'A difference of one cent suggests rounding. The cart computes the total; the receipt probably rounds elsewhere. I read the code before I decide.',
			text: "I'll start with the code that computes the total.",
			tools: [
				{tool: 'Read', path: 'src/cart.js'},
				{tool: 'Read', path: 'test/cart.test.js'},
			],
		}),
		{kind: 'retry', attempts: 2, status: 529, error: 'overloaded'},
		say({
			thinking:
				'Every line is rounded separately. A mug is 1290; with 15 % off that is 1096.5, so a line of one mug becomes 1097. Two such lines make 2194 in the cart, while the receipt, which rounds the sum, says 2193. That is the difference.',
			text: `Found it. \`total()\` rounds **every line**:

\`\`\`js
sum += Math.round(price * line.quantity * (1 - cart.discount));
\`\`\`

Two lines that end in \`.5\` gain a whole cent: **21.94** instead of **21.93**. I round the sum.`,
			tools: [
				{
					tool: 'Edit',
					path: 'src/cart.js',
					from: `		sum += Math.round(price * line.quantity * (1 - cart.discount));
	}

	return sum;`,
					to: `		sum += price * line.quantity;
	}

	// Rounded once: rounding every line gains up to half a cent a line.
	return Math.round(sum * (1 - cart.discount));`,
				},
			],
		}),
		say({
			text: 'Now a test for this case.',
			tools: [
				{
					tool: 'Edit',
					path: 'test/cart.test.js',
					from: `
test('an empty cart costs nothing'`,
					to: `${newTest}
test('an empty cart costs nothing'`,
				},
				{tool: 'Bash', command: 'node --test', about: 'Run all tests'},
			],
		}),
		say({
			text: 'All tests pass. I commit the two files.',
			tools: [
				{
					tool: 'Bash',
					command:
						'git add src/cart.js test/cart.test.js && git commit -q -m "Round cart totals once" && git log --oneline -1',
					about: 'Commit the change',
				},
			],
		}),
		say({
			text: `Done.

| what | where |
|---|---|
| rounds the sum, not the lines | \`src/cart.js\` |
| a test with a discount | \`test/cart.test.js\` |

Receipts use the same \`total()\`, so cart and receipt now agree.`,
		}),
	],
};
