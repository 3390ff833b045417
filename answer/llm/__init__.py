"""Answers written by an LLM under the rules of the extractive answerer: what its passages do not prove is dropped."""
