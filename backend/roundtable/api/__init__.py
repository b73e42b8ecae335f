"""The GraphQL endpoint: the only place that knows every domain."""
