import {chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {checkSocketFolder, folderProblem, prepareSocketFolder, socketPathOf} from '../../source/api/socket-path.ts';

function createFolder() {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-socket-'));
	return {folder, [Symbol.dispose]: () => rmSync(folder, {recursive: true, force: true})};
}

test('a project has one socket, also through a symbolic link, in a folder of this user', () => {
	using made = createFolder();
	const link = path.join(made.folder, 'link');
	mkdirSync(path.join(made.folder, 'project'));
	symlinkSync(path.join(made.folder, 'project'), link);
	const socketPath = socketPathOf(path.join(made.folder, 'project'), {});
	expect(socketPathOf(link, {})).toBe(socketPath);
	expect(socketPath).toMatch(new RegExp(`^/tmp/towline-${process.getuid?.()}/[0-9a-f]{16}\\.sock$`));
});

test.for(['relative.sock', `/tmp/${'x'.repeat(100)}`])('TOWLINE_SOCKET cannot be %s', override => {
	expect(() => socketPathOf('/', {TOWLINE_SOCKET: override})).toThrow(expect.objectContaining({code: 'USAGE'}));
});

test('a missing folder is made for its owner only', () => {
	using made = createFolder();
	const socketPath = path.join(made.folder, 'ours/s.sock');
	expect(checkSocketFolder(socketPath)).toBe(false);
	prepareSocketFolder(socketPath);
	expect(statSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
	expect(checkSocketFolder(socketPath)).toBe(true);
});

test('a folder that other users may enter, or a link to a folder, is refused', () => {
	using made = createFolder();
	const open = path.join(made.folder, 'open');
	mkdirSync(open);
	chmodSync(open, 0o755);
	expect(() => prepareSocketFolder(path.join(open, 's.sock'))).toThrow(/is open to other users \(mode 755\)/);
	chmodSync(open, 0o700);
	symlinkSync(open, path.join(made.folder, 'link'));
	expect(() => prepareSocketFolder(path.join(made.folder, 'link/s.sock'))).toThrow(
		expect.objectContaining({code: 'SOCKET_FOLDER_UNSAFE', hint: expect.stringContaining('TOWLINE_SOCKET')}),
	);
});

test('a folder of another user is refused', () => {
	const theirs = {isDirectory: () => true, uid: 1234, mode: 0o40700};
	expect(folderProblem(theirs, 1000)).toBe('belongs to another user (uid 1234)');
	expect(folderProblem(theirs, 1234)).toBeUndefined();
});
