"""Compiles a GraphQL selection into one SQL statement, visibility included. It knows no domain."""
