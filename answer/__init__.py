"""What we may say: evidence, grounding, and the two replies, Answer and Abstention."""
