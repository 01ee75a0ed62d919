"""Full-text search, one way on both databases: words, phrases, beginnings, and names nearly spelt alike.

| module     | what is in it                                                                          |
| ---------- | -------------------------------------------------------------------------------------- |
| `words`    | what is typed, and how it is compared with what is kept; no database                    |
| `shelves`  | which columns of which tables are kept for searching                                    |
| `postgres` | `tsvector` columns with GIN, kept by triggers, and `pg_trgm`                            |
| `sqlite`   | FTS5 tables, kept by triggers                                                           |
| `upkeep`   | sets them up, fills them in portions, and finds what differs                            |
| `finding`  | conditions for querysets                                                                |

What is kept for searching is kept by triggers of the database: `update()`, `bulk_create()`, a redaction and a line of SQL
by hand go through them as a save does, within the same transaction. Each looks at the row that is written alone (but for
the parties of an incident, whose row every writer holds locked), so that no write waits for a row that it does not
write, and nothing of it is told twice: the names of parties are kept with the parties, and found as they are now.
"""
