"""What every layer may use: paths, language, findings, errors, the clock. Imports nothing of ours."""
