"""Acts of administrators on the directory: agencies, posts, scripts, logins. They see no case by any of it."""
