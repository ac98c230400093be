"""類義語: which phrases mean the same. `starter.csv` is what an installation begins with; whatever changes holds for the
next search (core.search reads it when somebody asks), for FAQ and contacts alike."""
