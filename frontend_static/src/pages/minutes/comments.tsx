// Draws what was said to a section of minutes, or to their general part, and what became of it.
import { briefly } from "../../decisions/words";
import {
  AnswerMinutesCommentDocument,
  CommentOnMinutesDocument,
  WithdrawMinutesCommentDocument,
} from "../../generated/graphql";
import { i18n } from "../../i18n";
import { me } from "../../session";
import { Ask } from "../../ui/ask";
import { Badge, Person } from "../../ui/parts";
import { writes } from "./rights";
import type { Comment, MinutesStore, TheMinutes } from "./store";
import * as told from "./words";

type Props = {
  store: MinutesStore;
  minutes: TheMinutes;
  comments: readonly Comment[];
  /** What they are on, by name. */
  about: string;
  /** Who reads what is said there. */
  read: string;
  place: { sectionId: string } | { minutesId: string };
};

export function Comments({ store, minutes, comments, about, read, place }: Props) {
  return (
    <>
      {comments.length > 0 && <h3>{i18n._("Comments")}</h3>}
      <ul class="rows">
        {comments.map((comment) => (
          <CommentView key={comment.id} store={store} minutes={minutes} comment={comment} />
        ))}
      </ul>
      <div class="buttons start">
        <Ask
          words={i18n._("Comment")}
          about={about}
          offered={minutes.state === "CIRCULATED"}
          over={() => told.whyUnsaid(minutes)}
          document={CommentOnMinutesDocument}
          intro={<p>{read}</p>}
          fields={[{ name: "text", label: i18n._("What is wrong or missing") }]}
          input={(values) => ({ ...place, text: values.text ?? "" })}
          done={store.readSoon}
        />
      </div>
    </>
  );
}

function CommentView({ store, minutes, comment }: { store: MinutesStore; minutes: TheMinutes; comment: Comment }) {
  const open = comment.state === "OPEN" && ["DRAFT", "CIRCULATED"].includes(minutes.state);
  return (
    <li>
      <Person post={comment.saidBy} /> <Badge tone={comment.state === "OPEN" ? "attention" : "plain"}>{told.commentState(comment.state)}</Badge>
      <p class="description">{comment.text}</p>
      {comment.answer && comment.answeredBy && (
        <div>
          <Person post={comment.answeredBy} />
          <p class="description">{comment.answer}</p>
        </div>
      )}
      {writes(minutes) && (
        <Ask
          words={i18n._("Answer")}
          about={briefly(comment.text)}
          offered={open}
          document={AnswerMinutesCommentDocument}
          fields={[
            { name: "answer", label: i18n._("Answer") },
            {
              name: "takenUp",
              label: i18n._("What becomes of it"),
              kind: "radios",
              choices: [
                { id: "yes", name: i18n._("It is written so") },
                { id: "no", name: i18n._("The minutes stay as they are") },
              ],
            },
          ]}
          input={(values) => ({ commentId: comment.id, answer: values.answer ?? "", takenUp: values.takenUp === "yes" })}
          done={store.readSoon}
        />
      )}
      {open && comment.saidBy.id === me.value?.id && (
        <Ask
          words={i18n._("Take it back")}
          about={briefly(comment.text)}
          document={WithdrawMinutesCommentDocument}
          input={() => ({ commentId: comment.id })}
          done={store.readSoon}
        />
      )}
    </li>
  );
}
