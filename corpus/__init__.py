"""What we know: articles, their versions, and the exact passages cut from them."""
