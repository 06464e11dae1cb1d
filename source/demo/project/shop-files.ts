/** Files of one commit: path to content. The demo's repository is a small web shop that needs only Node. */
type Files = Readonly<Record<string, string>>;

const firstFiles: Files = {
	'README.md': `# shop

A small web shop. No dependencies: \`node --test\` runs the tests.
`,
	'package.json': `{
	"name": "shop",
	"version": "1.4.0",
	"private": true,
	"type": "module",
	"scripts": {"test": "node --test"}
}
`,
	'.gitignore': `node_modules/
dist/
`,
	'src/catalog.js': `export const products = [
	{sku: 'mug', title: 'Enamel mug', priceCents: 1290, tags: ['kitchen', 'camping']},
	{sku: 'lamp', title: 'Desk lamp', priceCents: 4500, tags: ['office', 'light']},
	{sku: 'tent', title: 'Two-person tent', priceCents: 18900, tags: ['camping']},
	{sku: 'pen', title: 'Fountain pen', priceCents: 3333, tags: ['office', 'paper']},
	{sku: 'book', title: 'Dotted notebook', priceCents: 899, tags: ['paper', 'office']},
];

export function findProduct(sku) {
	return products.find(product => product.sku === sku);
}
`,
	'src/cart.js': `import {findProduct} from './catalog.js';

export function createCart(lines = []) {
	return {lines, discount: 0};
}

export function addLine(cart, sku, quantity) {
	return {...cart, lines: [...cart.lines, {sku, quantity}]};
}

/** The total in cents, discount applied. */
export function total(cart) {
	let sum = 0;

	for (const line of cart.lines) {
		const price = findProduct(line.sku).priceCents;
		sum += Math.round(price * line.quantity * (1 - cart.discount));
	}

	return sum;
}
`,
};

const secondFiles: Files = {
	'src/checkout.js': `import {total} from './cart.js';

export function checkout(cart, customer) {
	return {customer, lines: cart.lines, totalCents: total(cart), paid: false};
}
`,
	'src/search.js': `import {products} from './catalog.js';

export function search(query) {
	return products.filter(product => product.title.toLowerCase().includes(query.toLowerCase()));
}
`,
	'src/format.js': `export function formatPrice(cents) {
	return (cents / 100).toFixed(2) + ' EUR';
}
`,
	'scripts/build-index.js': `// Builds the search index. Usage: node scripts/build-index.js [products]
const count = Number(process.argv[2] ?? 500);

for (let done = 0; done < count; done += 1) {
	await new Promise(resolve => setTimeout(resolve, 50));

	if (done % 100 === 99) {
		console.log('indexed', done + 1, 'of', count);
	}
}

console.log('index built,', count, 'products');
`,
};

const thirdFiles: Files = {
	'test/cart.test.js': `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {addLine, createCart, total} from '../src/cart.js';

test('adds up the lines', () => {
	const cart = addLine(addLine(createCart(), 'mug', 2), 'lamp', 1);
	assert.equal(total(cart), 7080);
});

test('an empty cart costs nothing', () => {
	assert.equal(total(createCart()), 0);
});
`,
	'test/checkout.test.js': `import assert from 'node:assert/strict';
import {test} from 'node:test';
import {addLine, createCart} from '../src/cart.js';
import {checkout} from '../src/checkout.js';

test('an order carries its total', () => {
	const order = checkout(addLine(createCart(), 'book', 3), 'Ada');
	assert.equal(order.totalCents, 2697);
});
`,
	'CHANGELOG.md': `# Changelog

## 1.4.0

- The catalog knows tags.
`,
};

/** The repository's history, oldest first. */
export const shopCommits: readonly {readonly message: string; readonly files: Files}[] = [
	{message: 'Catalog and cart', files: firstFiles},
	{message: 'Checkout, search and prices for people', files: secondFiles},
	{message: 'Tests and a changelog', files: thirdFiles},
];
