"""初期登録: the FAQ that an installation begins with. A folder of texts that people edit (`articles/`, one file a
category; `sources.toml` says where each fact is from), read by `texts.py`, laid once by `actions.py`.

Every article is 要確認 and internal until the city has confirmed it (FAQ-03, FAQ-05): facts are public, but each city
does some things its own way.
"""
