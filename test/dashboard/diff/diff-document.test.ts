import {expect, test} from 'vitest';
import {neighbourFile, toDiffDocument} from '../../../source/dashboard/diff/diff-document.ts';
import {toText} from '../../../source/dashboard/pane/search.ts';

const diff = `diff --git a/src/total.ts b/src/total.ts
index 1..2 100644
--- a/src/total.ts
+++ b/src/total.ts
@@ -1,2 +1,3 @@
 one
-two
+two!
+three
diff --git a/drop.sql b/drop.sql
deleted file mode 100644
--- a/drop.sql
+++ /dev/null
@@ -1 +0,0 @@
--- drop table
`;

test('the files come first, with the numbers of added and removed lines', () => {
	const {files, lines} = toDiffDocument(diff, 40);
	expect(files).toMatchObject([
		{path: 'src/total.ts', added: 2, removed: 1},
		{path: 'drop.sql', added: 0, removed: 1},
	]);
	expect(lines.slice(0, 2).map(toText)).toEqual([
		'  src/total.ts                    +2 −1 ',
		'  drop.sql                        +0 −1 ',
	]);
});

test('each file begins where its line says', () => {
	const {files, lines} = toDiffDocument(diff, 40);
	expect(files.map(({line}) => toText(lines[line] ?? []))).toEqual(['src/total.ts', 'drop.sql']);
});

test('keys move from file to file and stop at both ends', () => {
	const document = toDiffDocument(diff, 40);
	const [first = 0, second = 0] = document.files.map(({line}) => line);
	expect(neighbourFile(document, 0, 1)).toBe(first);
	expect(neighbourFile(document, first, 1)).toBe(second);
	expect(neighbourFile(document, second, 1)).toBe(second);
	expect(neighbourFile(document, second, -1)).toBe(first);
	expect(neighbourFile(document, 0, -1)).toBe(0);
});

test('a diff without changes says so', () => {
	expect(toText(toDiffDocument('', 40).lines[0] ?? [])).toContain('Nothing has changed');
});

test('escape sequences in a diff do not reach the screen', () => {
	const {lines} = toDiffDocument(`${diff}\n+\u001B]0;evil\u0007\u001B[2J`, 40);
	expect(lines.map(toText).join('')).not.toMatch(/\u001B|\u0007/);
});
