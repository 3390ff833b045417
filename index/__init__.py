"""How it is found: embedding, vector store, lexical index, hybrid retrieval, refresh and verify."""
