/** What went wrong and what to do about it, in words for the person at the keyboard. */
export class Complaint extends Error {}
