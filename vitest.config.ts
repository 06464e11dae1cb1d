import {defineConfig} from 'vitest/config';

/** How long `expect.poll` waits for what it expects: the second that it waits by itself is short on a busy machine. */
const expect = {poll: {timeout: 20_000, interval: 20}};

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					expect,
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/e2e/**', 'test/real/**'],
					// Far above what any of them takes: a test that waits in vain fails, one on a busy machine does not.
					testTimeout: 30_000,
				},
			},
			{
				// Real processes, PTYs and the built program: few at a time, with room for a slow machine.
				test: {
					name: 'e2e',
					expect,
					include: ['test/e2e/**/*.test.{ts,tsx}'],
					globalSetup: 'test/e2e/clean-up.ts',
					testTimeout: 60_000,
					hookTimeout: 60_000,
					maxWorkers: 2,
					// They wait for what happens, but with limits: a machine that is busy elsewhere gets a second chance.
					retry: 1,
				},
			},
			{
				// The real agent program, installed from npm into a cache folder.
				test: {
					name: 'real',
					expect,
					include: ['test/real/**/*.test.ts'],
					globalSetup: 'test/e2e/clean-up.ts',
					testTimeout: 120_000,
					hookTimeout: 300_000,
					maxWorkers: 1,
				},
			},
		],
	},
});
