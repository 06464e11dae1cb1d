import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {toManPage} from '../../scripts/man-page.ts';
import {commandList} from '../../source/commands/command-list.ts';
import {flagsOf} from '../../source/commands/command-spec.ts';

const page = toManPage();

test.for(commandList.filter(({isHidden}) => !isHidden))('the manual page has $name and its options', spec => {
	expect(page).toContain(`\n.SS towline ${spec.name.replaceAll('-', '\\-')}`);

	for (const flag of flagsOf(spec)) {
		expect(page).toContain(flag.replaceAll('-', '\\-'));
	}
});

test('hidden commands are not in it', () => {
	expect(page).not.toContain('supervise <root>');
});

test('each line is text, or a macro that we use', () => {
	for (const line of page.trimEnd().split('\n')) {
		expect(line).toMatch(/^(\.(TH|SH|SS|TP|B|PP|nf|fi)\b|[^.'])/);
	}
});

/** Neither groff nor mandoc is needed to work on Towline. */
const hasGroff = (() => {
	try {
		execFileSync('groff', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
})();

test.skipIf(!hasGroff)('groff formats it without a warning', () => {
	expect(execFileSync('groff', ['-man', '-Tutf8', '-ww', '-z'], {input: page, encoding: 'utf8', stdio: 'pipe'})).toBe(
		'',
	);
});
