import { useEffect, useState } from 'react';

/** Whether something has been so for a while: what passes by at once is not worth a line. */
export function useLasting(isSo: boolean, ms = 1_200): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setLasted(true), ms);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [isSo, ms]);
  return isSo && hasLasted;
}
