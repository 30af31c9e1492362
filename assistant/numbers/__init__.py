"""The parts of questions of numbers: what they speak of, narrow to, split by and measure; see `assistant.questions`."""
