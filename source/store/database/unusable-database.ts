/** The file is a database, but it is damaged or not one of Towline's. */
export class UnusableDatabase extends Error {
	override readonly name = 'UnusableDatabase';
}
