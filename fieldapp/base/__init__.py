"""What every layer may use: paths, language, findings, errors, clock. Imports nothing of ours."""
