const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text from outside can be a row's id: asking the database for anything else is an error, not "none". */
export function isRowId(text: string): boolean {
  return UUID.test(text);
}
