// GraphiQL for front-end developers: built from npm, talking to this origin only.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createClient } from "graphql-ws";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "./graphiql.css";

const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  headers: { "X-Roundtable-Client": "page" },
  wsClient: createClient({ url: "/graphql" }),
});

const example = `# Every type, field and argument carries its description: open the book on the left.
query {
  viewer {
    membership {
      agency {
        name
      }
    }
    permissions
  }
}
`;

createRoot(document.getElementById("graphiql")!).render(createElement(GraphiQL, { fetcher, defaultQuery: example }));
