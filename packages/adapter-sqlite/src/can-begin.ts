/** Whether no transaction is open, for engines that do not tell (Node before 22.16, op-sqlite). */
export function canBegin(exec: (sql: string) => unknown): boolean {
  try {
    exec('BEGIN; ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
