"""Coverage replayed in the order of the news, to see what the record would have said on each day.

`cases` opens the incidents as a curator would, `running` takes the articles the whole way and prints the figures at
each checkpoint, `scratch` is the throw-away database that the command does it in.
"""
