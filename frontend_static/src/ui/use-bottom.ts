// Keeps the newest message in view while one is at the bottom, and one's place while one is not.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR = 160;

export function useBottom(newest: string | undefined, oldest: string | undefined) {
  const end = useRef<HTMLDivElement>(null);
  const was = useRef({
    newest: undefined as string | undefined,
    oldest: undefined as string | undefined,
    height: 0,
    near: true,
  });
  const [away, setAway] = useState(false);
  const page = () => document.documentElement;
  const toEnd = () => {
    window.scrollTo(0, page().scrollHeight);
    setAway(false);
  };

  useEffect(() => {
    const onScroll = () => {
      was.current.near = page().scrollHeight - window.scrollY - window.innerHeight < NEAR;
      if (was.current.near) setAway(false);
    };
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, []);

  useLayoutEffect(() => {
    const before = was.current;
    const height = page().scrollHeight;
    if (newest !== before.newest) {
      if (before.near || !before.newest) toEnd();
      else setAway(true);
    } else if (oldest !== before.oldest && before.oldest) {
      // Older messages came in above: what one was reading stays where it was.
      window.scrollBy(0, height - before.height);
    }
    was.current = { newest, oldest, height: page().scrollHeight, near: before.near };
  });

  return { end, away, toEnd };
}
