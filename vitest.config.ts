import {defineConfig} from 'vitest/config';

/**
 * Time limits only stop tests that would never end: on a busy machine a test may take many times as long as on an idle one,
 * so no limit is near what a test takes. `expect.poll` waits one second by default.
 */
const expect = {poll: {timeout: 120_000, interval: 20}};
const timeouts = {testTimeout: 300_000, hookTimeout: 300_000};

export default defineConfig({
	test: {
		reporters: ['default', './test/helpers/retry-reporter.ts'],
		projects: [
			{
				test: {
					name: 'unit',
					expect,
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/e2e/**', 'test/real/**'],
					...timeouts,
				},
			},
			{
				// Real processes, PTYs and the built program: few at a time, with room for a slow machine.
				test: {
					name: 'e2e',
					expect,
					include: ['test/e2e/**/*.test.{ts,tsx}'],
					globalSetup: 'test/e2e/clean-up.ts',
					...timeouts,
					maxWorkers: 2,
					// A few depend on real time, such as a supervisor's grace periods. The reporter names what needed the second try.
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
					...timeouts,
					maxWorkers: 1,
				},
			},
		],
	},
});
