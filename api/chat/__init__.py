"""Chat completions as OpenAI's clients know them, answered with proof.

The exception to the rule that unknown fields are refused: whatever else these clients send is left aside, because it
asks for nothing that an answer from articles could have (a temperature, a seed, a limit of tokens). What asks for
something that cannot be given (pictures read, sound, several choices, JSON of a form) is refused with a remedy.
"""
