import {expect, test, vi} from 'vitest';
import type {EpochMs} from '../../source/core/ids.ts';
import {createSpooledOutput} from '../../source/holder/process/spooled-output.ts';

/** A spool on a disk with room for so many bytes. */
function createSmallDisk(room: number) {
	const disk = {room, text: ''};
	return {
		disk,
		spool: {
			get size() {
				return disk.text.length;
			},
			lastAt: 0 as EpochMs,
			append(chunks: readonly Uint8Array[]) {
				const all = Buffer.concat(chunks);

				if (disk.room === 0) {
					throw new Error('ENOSPC: no space left on device, writev');
				}

				const count = Math.min(disk.room, all.length);
				disk.text += all.toString('utf8', 0, count);
				disk.room -= count;
				return count === all.length ? [] : [all.subarray(count)];
			},
			read: () => 0,
			noteSize() {},
			close() {},
		},
	};
}

test('on a full disk it says so once, keeps what it has in order, and goes on when there is room', async () => {
	const {spool, disk} = createSmallDisk(5);
	const said: string[] = [];
	const onWritten = vi.fn();
	const output = createSpooledOutput({
		spool,
		onGrown: () => {},
		onStalled: message => said.push(message),
		onResumed: () => said.push('resumed'),
	});
	output.push(Buffer.from('hello '));
	output.push(Buffer.from('world'));
	await expect.poll(() => said).toEqual(['ENOSPC: no space left on device, writev']);
	expect(disk.text).toBe('hello');
	expect(output.isStalled).toBe(true);
	output.push(Buffer.from('!'));
	output.whenWritten(onWritten);
	await new Promise(resolve => setImmediate(resolve));
	expect(onWritten).not.toHaveBeenCalled();
	disk.room = 1000;
	await expect.poll(() => said.at(-1)).toBe('resumed');
	expect(said).toHaveLength(2);
	expect(disk.text).toBe('hello world!');
	expect(onWritten).toHaveBeenCalledOnce();
	output.close();
});
