"""Tables, workflows, variants and runs: doing and measuring."""
