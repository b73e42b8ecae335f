// Keeps the newest message in view while one is at the bottom, and one's place while one is not.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR = 160;

/**
 * `mine`: the newest is one's own, so it is no news. `sent`: what was just sent here, which is shown wherever one was.
 * `from`: what is unread begins there, and one begins to read there.
 */
export function useBottom(
  newest: string | undefined,
  oldest: string | undefined,
  mine: boolean,
  sent: string | undefined,
  from: string | null,
) {
  const was = useRef({
    newest: undefined as string | undefined,
    oldest: undefined as string | undefined,
    sent: undefined as string | undefined,
    from: null as string | null,
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
    // What loads late above (tasks, say) must not push the newest message out of view.
    const grown = new ResizeObserver(() => was.current.near && toEnd());
    grown.observe(document.body);
    addEventListener("scroll", onScroll, { passive: true });
    return () => {
      grown.disconnect();
      removeEventListener("scroll", onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    const before = was.current;
    const height = page().scrollHeight;
    if (sent && sent !== before.sent) toEnd();
    else if (newest !== before.newest) {
      if (before.near || !before.newest) toEnd();
      else if (!mine) setAway(true);
    } else if (oldest !== before.oldest && before.oldest) {
      // Older messages came in above: what one was reading stays where it was.
      window.scrollBy(0, height - before.height);
      before.near = false;
    }
    if (from && from !== before.from) {
      document.querySelector(".divider.unread")?.scrollIntoView({ block: "nearest" });
      before.near = page().scrollHeight - window.scrollY - window.innerHeight < NEAR;
    }
    was.current = { newest, oldest, sent: sent ?? before.sent, from, height: page().scrollHeight, near: before.near };
  });

  return { away, toEnd };
}
