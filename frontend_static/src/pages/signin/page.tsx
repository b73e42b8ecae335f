// Wires sign-in.
import { Bare } from "../../ui/shell";
import { useStore } from "../../ui/use-store";
import { createSignIn } from "./store";
import { SignInView } from "./view";

export function SignInPage({ expired }: { expired: boolean }) {
  const store = useStore(createSignIn);
  return (
    <Bare>
      <SignInView store={store} expired={expired} />
    </Bare>
  );
}
