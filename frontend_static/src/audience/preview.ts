// Who would see what one is about to share, asked again as the choice changes.
import { effect, signal } from "@preact/signals";
import { AudiencePreviewDocument, type AudiencePreviewQueryVariables } from "../generated/graphql";
import { ask } from "../network";
import type { Post } from "../ui/parts";

export type Wanted = Omit<AudiencePreviewQueryVariables, "caseId">;

export function createPreview(caseId: string, wanted: () => Wanted | null) {
  const posts = signal<Post[] | null>(null);
  let timer = 0;
  let asked = 0;
  const read = async (variables: Wanted) => {
    asked += 1;
    const mine = asked;
    try {
      const { audiencePreview } = await ask(AudiencePreviewDocument, { caseId, ...variables });
      if (mine === asked) posts.value = audiencePreview.nodes;
    } catch {
      if (mine === asked) posts.value = null;
    }
  };
  const unhear = effect(() => {
    const variables = wanted();
    window.clearTimeout(timer);
    if (variables) timer = window.setTimeout(() => void read(variables), 200);
    else {
      asked += 1;
      posts.value = null;
    }
  });
  const stop = () => {
    window.clearTimeout(timer);
    unhear();
  };
  return { posts, stop };
}
