import {expect, test} from 'vitest';
import {toScreen} from '../../helpers/screen.ts';
import {toSvg} from '../../helpers/to-svg.ts';

const size = {columns: 12, rows: 2};

test('draws a screen as an SVG with its colours, weights and wide characters', async () => {
	const screen = await toScreen('\u001B[1;32mok\u001B[0m \u001B[2m漢\u001B[0m \u001B[7mrow\u001B[0m\n───', size);
	const svg = toSvg(screen, {title: 'a <demo>'});
	expect(svg).toMatch(/<text x="18" [^>]*textLength="16\.8"[^>]*fill="#b9e3a0" class="b">ok<\/text>/);
	expect(svg).toMatch(/text-anchor="middle" class="d">漢<\/text>/);
	expect(svg).toMatch(/<rect [^>]*width="25\.2"[^>]*fill="#d7dce5"\/>.*fill="#12151c">row<\/text>/);
	expect(svg).toContain('width="25.2" height="1"');
	expect(svg).toContain('a &#60;demo&#62;');
});

test('the same screen is the same bytes', async () => {
	const draw = async () => toSvg(await toScreen('hello', size), {title: 'x'});
	expect(await draw()).toBe(await draw());
});
